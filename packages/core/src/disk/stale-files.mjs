import { lstat, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasEnded, writerTag } from './writer-tag.mjs';

/** The age of a left-over file whose writer cannot be looked up. */
const staleAfterMs = 24 * 60 * 60 * 1000;

/** Names of temporary files, including those of earlier versions, which do not name the writer. */
const temporary = /\.([0-9a-f]{8}-[0-9a-f-]+)\.(?:partial|tmp)$/;

/**
 * A new neighbour of a file, to write to before it is renamed over the file. Its name identifies the writing process, and is
 * not too long where the file's is not.
 *
 * @param {string} path
 */
export function temporaryPath(path) {
  const begin = basename(path).slice(0, 40); // at most 3 bytes each
  return join(dirname(path), `.${begin}.${writerTag()}.partial`);
}

/**
 * Removes the temporary files, and folders, in one folder whose writers are dead; never those of a living
 * process. Left-overs do no harm, so a folder that cannot be read or written is not an error.
 *
 * @param {string} folder
 * @param {{ afterMs?: number, deep?: boolean }} [options] `afterMs`: the age that decides where it is not known whether the
 *   writer lives, by default a day; -Infinity where only the caller may write there. `deep`: in nested folders, too
 */
export async function removeStale(folder, { afterMs = staleAfterMs, deep = false } = {}) {
  const options = { recursive: deep, withFileTypes: /** @type {const} */ (true) };
  for (const { parentPath, name } of await readdir(folder, options).catch(() => [])) {
    const [, tag] = temporary.exec(name) ?? [];
    if (tag === undefined) continue;
    const path = join(parentPath, name);
    const found = await lstat(path).catch(() => undefined);
    const isOld = found !== undefined && Date.now() - found.mtimeMs > afterMs;
    if (hasEnded(tag) ?? isOld) await rm(path, { recursive: true }).catch(() => undefined);
  }
}
