import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolders } from './make-folders.mjs';
import { temporaryPath } from './stale-files.mjs';

/**
 * Flushes the names in a folder, so that a renamed file is still there after a power cut.
 *
 * @param {string} path
 */
export async function syncFolder(path) {
  const folder = await open(path).catch(() => undefined); // Windows opens no folders
  try {
    await folder?.sync();
  } catch {
    // some file systems cannot; the file itself is on the disk
  } finally {
    await folder?.close();
  }
}

/**
 * Writes a file so that readers see either the old one or all of the new one, whatever happens. It
 * fills a neighbour, flushes it to the disk, renames it over the target and flushes the folder.
 * Creates missing folders. Throws what the file system or `write` throws, and for a device or a
 * pipe, which the renamed file would replace; the neighbour is then removed.
 *
 * @param {string} path
 * @param {(neighbour: import('node:fs/promises').FileHandle) => Promise<void>} write fills the neighbour, which is
 *   open; it need not flush or close it
 * @param {boolean} [isFlushed] false: the file may be lost in a power cut, for short-lived files
 */
export async function replaceFile(path, write, isFlushed = true) {
  const partial = temporaryPath(path);
  const there = await stat(path).catch(() => undefined);
  if (there && !there.isFile() && !there.isDirectory())
    throw new Error('it is a device or a pipe, and no file');
  try {
    const made = makeFolders(dirname(path));
    const file = await open(partial, 'wx');
    try {
      await write(file);
      if (isFlushed) await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
    if (!isFlushed) return;
    await syncFolder(dirname(path));
    if (made !== undefined) await syncFolder(dirname(made));
  } catch (error) {
    // The first error is the one to report, even if the removal fails too.
    await rm(partial, { force: true }).catch(() => undefined);
    throw error;
  }
}
