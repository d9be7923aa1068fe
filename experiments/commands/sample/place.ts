import { existsSync } from 'node:fs';
import { access, constants, mkdir, readdir, rmdir } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { reasonOf } from '@singlora/core/errors';
import { makeFolders } from '@singlora/core/disk';
import { writePicture, type Picture } from '@singlora/pictures';
import { misuse, UsageError } from '@singlora/runner';

/** Where pictures are written: a folder for the pictures and their sheet, or a file for the sheet alone. */
export interface SamplePlace {
  readonly path: string;
  /** Writes a picture if single ones are kept; returns whether it did. */
  picture(name: string, picture: Picture): Promise<boolean>;
  sheet(sheet: Picture): Promise<void>;
  /** Removes the folder again, if it is empty. */
  leave(): Promise<void>;
}

/**
 * Creates the place that `--out` names, or a free one with a similar name: `samples-2`. Nothing existing is replaced.
 *
 * @throws UsageError where it cannot be created or written
 */
export async function takePlace(out: string): Promise<SamplePlace> {
  const isFile = ['.png', '.webp'].includes(extname(out).toLowerCase());
  try {
    return await (isFile ? fileAt(resolve(out)) : folderAt(resolve(out)));
  } catch (cause) {
    throw new UsageError(
      `--out: cannot write to ${resolve(out)}: ${reasonOf(cause)}. Choose another place.`,
      { cause },
    );
  }
}

/** WebP's limit, in pixels. */
const widest = 16_383;

/**
 * Checks the sheet's size before any picture is drawn.
 *
 * @param sheet in pixels
 * @throws UsageError for a sheet too large for its file format
 */
export function checkSheet(
  out: string,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  if (extname(out).toLowerCase() !== '.webp' || Math.max(width, height) <= widest) return;
  throw misuse`--out: a sheet of ${width} × ${height} pixels is too large for WebP, which holds ${widest} a side. Choose a .png, or a folder.`;
}

async function fileAt(wanted: string): Promise<SamplePlace> {
  makeFolders(dirname(wanted));
  await access(dirname(wanted), constants.W_OK);
  const path = await free(wanted, (candidate) => Promise.resolve(!existsSync(candidate)));
  return {
    path,
    picture: () => Promise.resolve(false),
    sheet: (sheet) => writePicture(path, sheet),
    leave: () => Promise.resolve(),
  };
}

async function folderAt(wanted: string): Promise<SamplePlace> {
  makeFolders(dirname(wanted));
  const path = await free(wanted, makeOrEmpty);
  await access(path, constants.W_OK);
  return {
    path,
    async picture(name, picture) {
      await writePicture(join(path, `${name}.png`), picture);
      return true;
    },
    sheet: (sheet) => writePicture(join(path, 'sheet.png'), sheet),
    leave: () => rmdir(path).catch(() => undefined),
  };
}

/** The first free name of `samples`, `samples-2`, `samples-3`, … (`sheet.png`, `sheet-2.png`, …), taken by `take`. */
async function free(wanted: string, take: (path: string) => Promise<boolean>): Promise<string> {
  const ending = extname(wanted);
  const stem = wanted.slice(0, wanted.length - ending.length);
  for (let number = 2, path = wanted; ; path = `${stem}-${number++}${ending}`)
    if (await take(path)) return path;
}

async function makeOrEmpty(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const inside = await readdir(path).catch(() => ['a file']);
    return inside.length === 0;
  }
}
