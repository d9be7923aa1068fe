import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeStale } from '@singlora/formats';

/**
 * Removes what an earlier process was writing when it died, from a run's folder and those in it.
 * To be called by the run's owner before it writes: nobody else may write there.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  for (const path of [folder, ...folders.map(({ parentPath, name }) => join(parentPath, name))]) {
    await removeStale(path, -Infinity);
  }
}
