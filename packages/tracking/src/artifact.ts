import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { badArtifactName, storageError } from './errors.ts';

/** Names that stay within the folder, on every system. */
export const ARTIFACT_NAME = /^\w[\w.-]*(\/\w[\w.-]*)*$/;

/** Writes `<folder>/<name>` whole or not at all; gives its hex SHA-256. */
export async function writeArtifact(
  folder: string,
  name: string,
  data: Uint8Array,
): Promise<string> {
  if (!ARTIFACT_NAME.test(name)) throw badArtifactName(name);
  const path = join(folder, name);
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary).catch(() => undefined); // it may not exist
    throw storageError(error, path);
  }
  return createHash('sha256').update(data).digest('hex');
}
