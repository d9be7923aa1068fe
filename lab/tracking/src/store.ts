import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** Typed queries of the runs database. */
export type Queries = Kysely<Schema>;

/** An open runs database. Every error that it throws says what is wrong with the database. */
export interface Store {
  /** The database's name in messages: an absolute path, or a URL without its password. */
  readonly path: string;
  /** Whether processes on several hosts may use it. */
  readonly isShared: boolean;
  /** The clock of heartbeats, in ms since 1970: the server's where hosts share a database. */
  now(): number;
  read<T>(work: (db: Queries) => Promise<T>): Promise<T>;
  /** Runs `work` as one transaction. It holds the write lock from the start, so the values it reads stay valid. */
  write<T>(work: (db: Queries) => Promise<T>): Promise<T>;
  /**
   * Like `write`, for rows of a single run, whose owner `work` checks. On a server, such writes of several
   * processes run concurrently. Each waits for a `write` in progress, and a `write` waits for all of them.
   */
  writeOwn<T>(work: (db: Queries) => Promise<T>): Promise<T>;
  /** Reads like a later process: on a separate connection without caches. */
  readAfresh<T>(work: (db: Queries) => Promise<T>): Promise<T>;
  /** Rows that the open connection can still read, though the database may be gone; empty where it cannot. */
  salvage<Row>(query: (db: Queries) => { execute(): Promise<unknown[]> }): Promise<Row[]>;
  /** Reads all records. Throws DATABASE_DAMAGED with the problems that the database finds. */
  check(): Promise<void>;
  /** Makes earlier writes safe against a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}
