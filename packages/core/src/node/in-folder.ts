import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether there is a folder at a path. */
export const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

/** The path of the first of these files that a folder holds. */
export async function firstFile(folder: string, names: readonly string[]) {
  for (const name of names) {
    const path = join(folder, name);
    if ((await stat(path).catch(() => undefined))?.isFile()) return path;
  }
  return undefined;
}
