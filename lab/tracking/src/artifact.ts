import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { replaceFile } from '@singlora/core/disk';
import { badArtifactName, storageError } from './errors.ts';

/** The file in a run's folder with the records that the database could not take. */
export const LEFT_BEHIND = 'unrecorded.json';
/** Valid names stay within the folder on every system, and differ from the one above. */
export const ARTIFACT_NAME = /^(?!unrecorded\.json(?:\/|$))\w[\w.-]*(\/\w[\w.-]*)*$/i;

/**
 * Writes `<folder>/<name>` whole or not at all, and if flushed, safely against a power cut; returns its size and hex
 * SHA-256.
 */
export async function writeArtifact(
  folder: string,
  name: string,
  data: Uint8Array | AsyncIterable<Uint8Array>,
  isFlushed = true,
): Promise<{ bytes: number; sha256: string }> {
  if (!ARTIFACT_NAME.test(name)) throw badArtifactName(name);
  const path = join(folder, name);
  const all = createHash('sha256');
  let bytes = 0;
  try {
    await replaceFile(
      path,
      async (file) => {
        for await (const piece of data instanceof Uint8Array ? [data] : data) {
          all.update(piece);
          bytes += piece.length;
          await file.writeFile(piece); // after the one before
        }
      },
      isFlushed,
    );
  } catch (error) {
    throw storageError(error, path);
  }
  return { bytes, sha256: all.digest('hex') };
}
