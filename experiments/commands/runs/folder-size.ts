import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sizeText } from './format.ts';

/** The size of all files in some folders, such as `1.2 MB`. */
export async function sizeOfAll(paths: readonly string[]): Promise<string> {
  const all = await Promise.all(paths.map(filesIn));
  return sizeText(totalBytes(all.flat()));
}

/** A file's size, and when it was last read or written, in ms since 1970. */
type FileUse = Awaited<ReturnType<typeof filesIn>>[number];

export const totalBytes = (files: readonly FileUse[]): number =>
  files.reduce((sum, { bytes }) => sum + bytes, 0);

/** All files in a folder, at any depth, or the file itself; none where the path does not exist. */
export async function filesIn(path: string) {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  const files = entries
    ? entries.filter((entry) => entry.isFile()).map((one) => join(one.parentPath, one.name))
    : [path];
  const found = await Promise.all(files.map((file) => lstat(file).catch(() => undefined)));
  return found.flatMap((file) =>
    file ? [{ bytes: file.size, usedAt: Math.max(file.atimeMs, file.mtimeMs) }] : [],
  );
}
