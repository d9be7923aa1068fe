import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { size } from './format.ts';

/** What the files in some folders take together, such as `1.2 MB`. */
export async function sizeOfAll(folders: readonly string[]): Promise<string> {
  const sizes = await Promise.all(folders.map(folderSize));
  return size(sizes.reduce((sum, one) => sum + one, 0));
}

/** What the files in a folder take, in bytes; 0 where there is none. */
async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(({ parentPath, name }) => lstat(join(parentPath, name)).then((file) => file.size)),
  );
  return sizes.reduce((sum, one) => sum + one, 0);
}
