import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { changesMeanwhile, storageError, type TrackingError } from './errors.ts';
import { openFile, SqliteStore, type Connection } from './sqlite-store.ts';

/** How often a database that another process writes is copied again. */
const TRIES = 20;
const parts = ['', '-wal'];

/**
 * Opens for reading a database that cannot be written, nor its folder: SQLite needs files beside it. What is read is a copy
 * with its log, in a temporary folder until the store is closed; of an older version, the copy is brought up to date.
 *
 * @param refusal what a write is answered with
 */
export async function openReadOnly(path: string, refusal: TrackingError): Promise<SqliteStore> {
  const copy = join(mkdtempSync(join(tmpdir(), 'singlora-runs-')), 'runs.db');
  try {
    copyAtOnce(path, copy);
    return new ReadOnlyStore(path, await openFile(copy, path), { copy, refusal });
  } catch (error) {
    remove(copy);
    throw storageError(error, path);
  }
}

class ReadOnlyStore extends SqliteStore {
  readonly #copy: string;
  readonly #refusal: TrackingError;

  constructor(
    path: string,
    connection: Connection,
    { copy, refusal }: { copy: string; refusal: TrackingError },
  ) {
    super(path, connection);
    this.#copy = copy;
    this.#refusal = refusal;
  }

  override write(): Promise<never> {
    return Promise.reject(this.#refusal);
  }

  override async close(): Promise<void> {
    await super.close();
    remove(this.#copy);
  }
}

/** Copies the file and its log as they were at one moment. */
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
