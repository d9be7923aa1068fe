import { existsSync, renameSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { aFolder } from './errors.ts';
import { networkOf } from './network-folder.ts';
import { databaseBegins, databaseEmpty, logMissing, logSetAside, onNetwork } from './notices.ts';
import { freeName } from './free-name.ts';
import { runFolders } from './run-folder.ts';

/** How long another process may take to fill a file that it has just created, in ms. */
const FILLING = 250;

/**
 * Notices about a database before it is opened: SQLite would not notice missing records. A log
 * without its database is moved aside, since SQLite would delete it.
 */
export async function beforeOpening(path: string): Promise<string[]> {
  refuseFolder(path);
  const log = `${path}-wal`;
  sizeOf(`${path}-journal`); // SQLite's longest file name, which may be too long
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

/** @throws TrackingError CANNOT_OPEN */
export function refuseFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw aFolder(path);
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}
