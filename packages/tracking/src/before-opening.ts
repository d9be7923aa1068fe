import { existsSync, renameSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { networkOf } from './network-folder.ts';
import { databaseBegins, databaseEmpty, logMissing, logSetAside, onNetwork } from './notices.ts';
import { freeName } from './free-name.ts';
import { runFolders } from './run-folder.ts';

/** The time that another process may take to fill the file that it has just made, in ms. */
const FILLING = 250;

/**
 * Notices about a database that is about to be opened: records may be gone that
 * SQLite would not miss. A log without its database is set aside, as SQLite would delete it.
 */
export async function beforeOpening(path: string): Promise<string[]> {
  const log = `${path}-wal`;
  sizeOf(`${path}-journal`); // the longest of SQLite's names, which may be too long
  let size = sizeOf(path);
  if (size === 0) {
    await sleep(FILLING);
    size = sizeOf(path);
  }
  const notices: string[] = [];
  const network = networkOf(dirname(path));
  if (network !== undefined) notices.push(onNetwork(path, network));
  if (size !== undefined && size > 0) {
    if (existsSync(`${path}-shm`) && !existsSync(log)) notices.push(logMissing(path));
    return notices;
  }
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
