import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** Typed queries of the runs database. */
export type Queries = Kysely<Schema>;

/** An open database of runs. Every error that leaves it says what is wrong with the database. */
export interface Store {
  /** The database's name in messages: an absolute path, or a URL without its password. */
  readonly path: string;
  /** Whether processes on several hosts may use it. */
  readonly isShared: boolean;
  /** The time by which heartbeats are written and judged, in ms since 1970: that of the server where hosts share one. */
  now(): number;
  read<T>(work: (db: Queries) => Promise<T>): Promise<T>;
  /** Runs `work` as one transaction. It holds the write lock from the start, so what it reads stays true. */
  write<T>(work: (db: Queries) => Promise<T>): Promise<T>;
  /**
   * Like `write`, for rows of one run alone, whose owner `work` checks: on a server such writes of several processes run side by
   * side. Each waits for a `write` under way, and a `write` for all of them.
   */
  writeOwn<T>(work: (db: Queries) => Promise<T>): Promise<T>;
  /** Reads as a later process would: by a connection of its own, which remembers nothing. */
  readAfresh<T>(work: (db: Queries) => Promise<T>): Promise<T>;
  /** Rows that the open connection still gives, though the database may be gone; none where it cannot. */
  salvage<Row>(query: (db: Queries) => { execute(): Promise<unknown[]> }): Promise<Row[]>;
  /** Reads all that is recorded. Throws DATABASE_DAMAGED with what the database finds wrong. */
  check(): Promise<void>;
  /** Makes what was written last through a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}
