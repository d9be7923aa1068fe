import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeStale } from '@singlora/files';

/**
 * Removes files that an earlier process left half-written, from a run's folder and its sub-folders.
 * To be called by the run's owner before it writes: no other process may write there.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  for (const path of [folder, ...folders.map(({ parentPath, name }) => join(parentPath, name))]) {
    await removeStale(path, -Infinity);
  }
}
