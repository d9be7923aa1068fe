import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder and its missing parents. Node's own recursive `mkdir` tries for ever where a parent takes no
 * folders, as /proc does.
 *
 * @param {string} path
 * @returns {string | undefined} the first folder that it created
 */
export function makeFolders(path) {
  const folder = resolve(path);
  if (isFolder(folder)) return undefined;
  const parent = dirname(folder);
  const first = existsSync(parent) ? undefined : makeFolders(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!isFolder(folder)) throw error; // else another process made it meanwhile
  }
  return first ?? folder;
}

/** @param {string} path */
const isFolder = (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
