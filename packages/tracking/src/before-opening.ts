import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseBegins, databaseEmpty, logMissing, logSetAside } from './notices.ts';
import { freeName } from './free-name.ts';

/** The name of a run's folder, which is the run's id. */
export const RUN_FOLDER = /^[0-9a-f]{12}$/;
/** How long another process may take to fill the file that it has just made, in ms. */
const FILLING = 250;

/** The names of the folders in `folder` that are those of runs. */
export function runFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => RUN_FOLDER.test(name));
}

/**
 * Notices about a database that is about to be opened: records may be gone that
 * SQLite would not miss. A log without its database is set aside, as SQLite would delete it.
 */
export async function beforeOpening(path: string): Promise<string[]> {
  const log = `${path}-wal`;
  let size = sizeOf(path);
  if (size === 0) {
    await sleep(FILLING);
    size = sizeOf(path);
  }
  if (size !== undefined && size > 0)
    return existsSync(`${path}-shm`) && !existsSync(log) ? [logMissing(path)] : [];
  const notices: string[] = [];
  const runs = runFolders(dirname(path)).length;
  if (runs > 0) notices.push(databaseBegins(path, size === 0, runs));
  else if (size === 0) notices.push(databaseEmpty(path));
  if ((sizeOf(log) ?? 0) > 0) {
    const aside = freeName(`${log}.orphan`);
    renameSync(log, aside);
    notices.push(logSetAside(basename(log), aside));
  }
  return notices;
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}
