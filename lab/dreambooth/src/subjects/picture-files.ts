import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listedNames } from '@singlora/core/formats';
import { kindOf } from '@singlora/pictures';

/** The usual names of pictures, including kinds that cannot be read. */
const pictureName = /\.(jpe?g|jfif|png|webp|gif|heic|heif|avif|tiff?|bmp|jxl|jp2)$/i;

/** The number of bytes that identify the kind of a file. */
const headBytes = 512;

async function isPicture(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return 'kind' in kindOf(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    return false; // by its name it may be one all the same, and reading it then says what is wrong
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

/**
 * The names of the pictures in a folder, sorted; undefined where there is no such folder. Files that neither are
 * pictures nor have such names are skipped with a notice, hidden files without one.
 */
export async function pictureFiles(folder: string, notice: (line: string) => void) {
  const names = await readdir(folder).catch(() => undefined);
  if (!names) return undefined;
  const seen = names.filter((name) => !name.startsWith('.')).sort();
  const kept = await Promise.all(
    seen.map(async (name) => {
      const path = join(folder, name);
      return (await isFile(path)) && (pictureName.test(name) || (await isPicture(path)));
    }),
  );
  const others = seen.filter((_, i) => !kept[i]);
  if (others.length > 0)
    notice(`No pictures, and passed over in ${folder}: ${listedNames(others)}.`);
  return seen.filter((_, i) => kept[i]);
}
