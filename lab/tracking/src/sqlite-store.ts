import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolders } from '@singlora/core/disk';
import Libsql from 'libsql';
import { beforeOpening } from './before-opening.ts';
import { asBytes, textsOf } from './columns.ts';
import {
  databaseDamaged,
  notTracking,
  schemaNewer,
  storageError,
  TrackingError,
} from './errors.ts';
import { Kysely as Database, sql, SqliteDialect } from './kysely.ts';
import { OpenedFile } from './opened-file.ts';
import { migrations, type Schema } from './schema.ts';
import type { Queries, Store } from './store.ts';

/** 'SLab': identifies the file as ours, in the field of SQLite's header for this purpose. */
const APPLICATION_ID = 0x534c6162;
/** How long SQLite itself waits for another process's lock, in ms. */
const BUSY_TIMEOUT = 5_000;
/** How long opening is retried where SQLite does not wait (switching to WAL), in ms. */
const OPEN_TIMEOUT = 15_000;

/** Typed queries, and their underlying connection. */
export interface Connection {
  db: Queries;
  database: Libsql.Database;
}

/** A database in a file, for processes on one host. */
export class SqliteStore implements Store {
  readonly path: string;
  readonly isShared = false;
  readonly #connection: Connection;
  readonly #file: OpenedFile;

  constructor(path: string, connection: Connection) {
    this.path = path;
    this.#connection = connection;
    this.#file = new OpenedFile(path);
  }

  now(): number {
    return Date.now();
  }

  read<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.#named(() => work(this.#connection.db));
  }

  /** Throws DATABASE_VANISHED where the file is no longer at its path. */
  write<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.#named(() =>
      immediately(this.#connection, async (db) => {
        const result = await work(db);
        this.#file.check();
        return result;
      }),
    );
  }

  writeOwn<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.write(work);
  }

  readAfresh<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.#named(async () => {
      const { db } = connect(this.path);
      try {
        return await work(db);
      } finally {
        await db.destroy();
      }
    });
  }

  async salvage<Row>(query: (db: Queries) => { execute(): Promise<unknown[]> }): Promise<Row[]> {
    try {
      return (await query(this.#connection.db).execute()) as Row[];
    } catch {
      return [];
    }
  }

  /** Checks every page and index. */
  check(): Promise<void> {
    return this.#named(async () => {
      const found = await this.#problems('integrity_check');
      if (found.length > 0) throw databaseDamaged(this.path, found);
    });
  }

  /** Flushes writes to the disk and, if no reader prevents it, into the main file. */
  async sync(): Promise<void> {
    await sql`pragma wal_checkpoint(passive)`.execute(this.#connection.db).catch(() => undefined);
  }

  /** Leaves everything in the main file, if no reader prevents it, so that the file can be copied alone. */
  async close(): Promise<void> {
    await this.sync();
    await this.#connection.db.destroy();
  }

  async #named<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#file.check(); // a missing file explains any other error
      const named = storageError(error, this.path);
      const isDamage = named instanceof TrackingError && named.code === 'DATABASE_DAMAGED';
      if (!isDamage || named === error) throw named;
      const found = await this.#problems('quick_check(1)').catch(() => []);
      throw databaseDamaged(this.path, found, error);
    }
  }

  async #problems(check: string): Promise<string[]> {
    const pragma = sql.raw<Record<string, string>>(`pragma ${check}`);
    const { rows } = await pragma.execute(this.#connection.db);
    const lines = rows
      .flatMap((row) => Object.values(row))
      .join('\n')
      .split('\n');
    return lines.filter((line) => line !== 'ok' && !line.startsWith('***')); // a heading
  }
}

/**
 * Opens the database at `path`, creating missing files, folders and tables. `notice` takes messages
 * about missing records.
 */
export async function openStore(
  path: string,
  notice: (text: string) => void = console.warn,
): Promise<SqliteStore> {
  const notices = await beforeOpening(path).catch((error: unknown) => {
    throw storageError(error, path);
  });
  notices.forEach((text) => notice(text));
  const deadline = Date.now() + OPEN_TIMEOUT;
  for (;;) {
    try {
      return await tryOpen(path);
    } catch (error) {
      const named = storageError(error, path);
      const busy = named instanceof TrackingError && named.code === 'DATABASE_BUSY';
      if (!busy || Date.now() > deadline) throw named;
      await sleep(50);
    }
  }
}

async function tryOpen(path: string): Promise<SqliteStore> {
  makeFolders(dirname(path));
  // SQLite only says that opening failed; the system's own error says why.
  for (const place of [dirname(path), path])
    if (existsSync(place)) accessSync(place, constants.W_OK);
  return new SqliteStore(path, await openFile(path));
}

/** Opens a database file, and creates or migrates its tables. `path` is the name in errors. */
export async function openFile(file: string, path = file): Promise<Connection> {
  const { db, database } = connect(file);
  try {
    // Checked before any write: the file may belong to another program.
    const found = await db.transaction().execute((snapshot) => version(snapshot, path));
    if (found < migrations.length) {
      await sql`pragma journal_mode = wal`.execute(db);
      await immediately({ db, database }, (transaction) => migrate(transaction, path));
    }
    await sql`pragma synchronous = normal`.execute(db);
    await sql`pragma foreign_keys = on`.execute(db);
    return { db, database };
  } catch (error) {
    database.close();
    throw error;
  }
}

function connect(path: string): Connection {
  const database = new Libsql(path, { timeout: BUSY_TIMEOUT });
  return { database, db: new Database<Schema>({ dialect: new SqliteDialect({ database }) }) };
}

/** The file's schema version, 0 where it is empty. Within a transaction, for a consistent result. */
async function version(db: Queries, path: string): Promise<number> {
  const application = await pragma(db, 'application_id');
  const found = await pragma(db, 'user_version');
  const all = sql<Record<string, Uint8Array | null>>`
    select ${sql.join(asBytes(['name', 'sql']))} from sqlite_master`;
  const { rows } = await all.execute(db);
  if (application !== APPLICATION_ID && (rows.length > 0 || application !== 0))
    throw notTracking(path);
  // The SQLite library would crash the process at the name of such a column.
  const isText = (value: unknown) => typeof value === 'string' || value === null;
  if (!rows.every((row) => Object.values(textsOf(row)).every(isText)))
    throw databaseDamaged(path, ['its schema is not in UTF-8']);
  if (found > migrations.length) throw schemaNewer(path, found, migrations.length);
  return found;
}

async function migrate(db: Queries, path: string): Promise<void> {
  // Another process may have done it while this one waited for the lock.
  for (const step of migrations.slice(await version(db, path))) await step(db);
  await sql.raw(`pragma application_id = ${APPLICATION_ID}`).execute(db);
  await sql.raw(`pragma user_version = ${migrations.length}`).execute(db);
}

async function pragma(db: Queries, name: string): Promise<number> {
  const { rows } = await sql.raw<Record<string, number>>(`pragma ${name}`).execute(db);
  return rows[0]?.[name] ?? 0;
}

/** A transaction that may write. Kysely's own starts as a reader, and fails when two writers race. */
function immediately<T>(
  { db, database }: Connection,
  work: (db: Queries) => Promise<T>,
): Promise<T> {
  return db.connection().execute(async (connection) => {
    // By `exec`: a prepared BEGIN that hits a locked database would stay in progress until it is
    // garbage-collected, and keep every later transaction from committing.
    database.exec('begin immediate');
    try {
      const result = await work(connection);
      database.exec('commit');
      return result;
    } catch (error) {
      // After a full disk SQLite has already rolled back.
      if (database.inTransaction) database.exec('rollback');
      throw error;
    }
  });
}
