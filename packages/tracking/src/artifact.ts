import { hash } from 'node:crypto';
import { join } from 'node:path';
import { replaceFile } from '@singlora/files';
import { badArtifactName, storageError } from './errors.ts';

/** The file in a run's folder with the records that the database could not take. */
export const LEFT_BEHIND = 'unrecorded.json';
/** Valid names stay within the folder on every system, and differ from the one above. */
export const ARTIFACT_NAME = /^(?!unrecorded\.json(?:\/|$))\w[\w.-]*(\/\w[\w.-]*)*$/i;

/** Writes `<folder>/<name>` whole or not at all, and if flushed, safely against a power cut; returns its hex SHA-256. */
export async function writeArtifact(
  folder: string,
  name: string,
  data: Uint8Array,
  isFlushed = true,
): Promise<string> {
  if (!ARTIFACT_NAME.test(name)) throw badArtifactName(name);
  const path = join(folder, name);
  try {
    await replaceFile(path, (file) => file.writeFile(data), isFlushed);
  } catch (error) {
    throw storageError(error, path);
  }
  return hash('sha256', data);
}
