import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { refuseFolder } from './before-opening.ts';
import {
  changesMeanwhile,
  noDatabase,
  openedToWatch,
  storageError,
  TrackingError,
} from './errors.ts';
import { openFile, SqliteStore } from './sqlite-store.ts';

/** How often to try copying a database that another process writes. */
const TRIES = 20;
const parts = ['', '-wal'];

/**
 * Opens for reading a database that, like its folder, cannot be written, although SQLite needs files next to it. Reads
 * go to a copy with its log, in a temporary folder until the store is closed. A copy of an older version is migrated.
 *
 * @param refusal the error for any write
 */
export async function openReadOnly(path: string, refusal: TrackingError): Promise<SqliteStore> {
  const copy = join(mkdtempSync(join(tmpdir(), 'singlora-runs-')), 'runs.db');
  try {
    copyAtOnce(path, copy);
    const store = new SqliteStore(path, await openFile(copy, path));
    return readOnly(store, refusal, () => remove(copy));
  } catch (error) {
    remove(copy);
    throw storageError(error, path);
  }
}

/**
 * Opens a database for reading without changing it or anything next to it. One of an older version is copied.
 *
 * @returns undefined where it does not exist yet
 */
export async function openUnchanged(path: string): Promise<SqliteStore | undefined> {
  refuseFolder(path);
  if (!statSync(path, { throwIfNoEntry: false })?.size) return undefined;
  // Without a log nobody has it open, and SQLite would create one even to read.
  const how = existsSync(`${path}-wal`) ? 'mode=ro' : 'mode=ro&immutable=1';
  try {
    const connection = await openFile(`${pathToFileURL(path).href}?${how}`, path);
    return readOnly(new SqliteStore(path, connection), openedToWatch(path));
  } catch (error) {
    const named = storageError(error, path);
    const cannot = named instanceof TrackingError && /^(READ_ONLY|CANNOT_OPEN)$/.test(named.code);
    if (!cannot) throw named;
    return openReadOnly(path, named);
  }
}

/** Stands for a database that does not exist: it is empty, in memory, and not sound. */
export async function openMissing(path: string): Promise<SqliteStore> {
  const missing = noDatabase(path);
  const store = new SqliteStore(path, await openFile(':memory:', path));
  return Object.assign(readOnly(store, missing), { check: () => Promise.reject<never>(missing) });
}

/** @param closed called when the store is closed */
function readOnly(
  store: SqliteStore,
  refusal: TrackingError,
  closed: () => void = () => undefined,
): SqliteStore {
  const close = store.close.bind(store);
  return Object.assign(store, {
    write: () => Promise.reject<never>(refusal),
    close: () => close().then(closed),
  });
}

/** Copies the file and its log in a consistent state. */
function copyAtOnce(path: string, copy: string): void {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = lookAt(path);
    for (const part of parts) {
      rmSync(copy + part, { force: true });
      if (part !== '' && !existsSync(path + part)) continue;
      copyFileSync(path + part, copy + part);
      chmodSync(copy + part, 0o600);
    }
    if (lookAt(path) === before) return;
  }
  throw changesMeanwhile(path);
}

const lookAt = (path: string) =>
  JSON.stringify(
    parts.map((part) => {
      const { ino, size, mtimeMs } = statSync(path + part, { throwIfNoEntry: false }) ?? {};
      return [ino, size, mtimeMs];
    }),
  );

const remove = (copy: string) => rmSync(dirname(copy), { recursive: true, force: true });
