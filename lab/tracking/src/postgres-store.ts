import { randomUUID } from 'node:crypto';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { Kysely as Database, sql } from './kysely.ts';
import { schemaNewer, schemaOlder, unreadableUrl } from './errors.ts';
import { SharedDialect } from './postgres-dialect.ts';
import { isUnreachable, serverError } from './postgres-errors.ts';
import { migrations, type Schema } from './schema.ts';
import type { Queries, Store } from './store.ts';

/** The lock of every writer of the database: exclusive, like SQLite's, or shared between writers of their own rows; 'SLab'. */
const WRITE_LOCK = 0x534c6162;
interface Locked {
  readonly server?: number;
}
const lockAlone = sql<Locked>`select pg_advisory_xact_lock(${WRITE_LOCK})`;
/** The server's time, in ms. */
const serverTime = sql<number>`extract(epoch from clock_timestamp())::float8 * 1000`;
/** Also returns the time: a host's clock may be changed during its run. */
const lockWithOthers = sql<Locked>`
  select pg_advisory_xact_lock_shared(${WRITE_LOCK}), ${serverTime} as server`;
type Lock = typeof lockAlone;
/** For how long an unreachable server, such as one that restarts, is retried, in ms: later, and at first. */
const RECONNECT_FOR = 60_000;
const CONNECT_FOR = 5_000;
const RECONNECT_EVERY = 250;
/**
 * The settings of every connection. A writer that falls silent, with its host or its network, is disconnected, and the
 * next writer waits longer than that takes, whatever the server's own limit on statements. The first statement of a write
 * waits for the lock, and the later ones must see what was written meanwhile. A separate schema leaves room for other
 * programs in the database.
 */
const settings = {
  search_path: 'singlora',
  default_transaction_isolation: 'read\\ committed',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '60s',
  lock_timeout: '90s',
};
/** After how long a silent connection counts as broken, in ms: longer than the server lets a writer wait. */
const SILENT_FOR = 100_000;
/** How many of its last writes a process keeps marks of; more are never in progress at once. */
const MARKS = 8;
/** Postgres's type of 64-bit integers, which the client returns as text; all of ours are safe integers. */
const INT8 = 20;

/** A database on a server, for processes on many hosts. */
class PostgresStore implements Store {
  readonly path: string;
  readonly isShared = true;
  readonly #db: Kysely<Schema>;
  /** The server's clock minus this host's, in ms. */
  #ahead = 0;
  #patience = CONNECT_FOR;
  /** The name in this process's write marks: after a crash, the server may reuse a transaction's id. */
  readonly #writer = randomUUID();
  #writes = 0;

  constructor(path: string, db: Kysely<Schema>) {
    this.path = path;
    this.#db = db;
  }

  now(): number {
    return Date.now() + this.#ahead;
  }

  /** Creates or migrates the tables. */
  async prepare(): Promise<void> {
    if ((await this.version()) < migrations.length) await this.write((db) => this.#migrate(db));
    this.#patience = RECONNECT_FOR;
  }

  /** Reads the time and the version of the tables: 0 without tables. */
  async version(): Promise<number> {
    const { server } = await this.read((db) =>
      db.selectNoFrom(serverTime.as('server')).executeTakeFirstOrThrow(),
    );
    this.#keepTo(server);
    return this.read((db) => this.#version(db));
  }

  read<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.#reached(() => work(this.#db));
  }

  write<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.#once(work, lockAlone);
  }

  writeOwn<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.#once(work, lockWithOthers);
  }

  /** Exactly once, even if the server restarts meanwhile: `work` is repeated unless its transaction was committed. */
  #once<T>(work: (db: Queries) => Promise<T>, lock: Lock): Promise<T> {
    return this.#reached(async () => {
      const number = ++this.#writes;
      let done: { result: T } | undefined;
      try {
        return await this.#locked(lock, async (db) => {
          const result = await work(db);
          await sql`
            with earlier as (
              delete from writes where writer = ${this.#writer} and number <= ${number - MARKS})
            insert into writes values (${this.#writer}, ${number})`.execute(db);
          done = { result };
          return result;
        });
      } catch (error) {
        if (done === undefined || !isUnreachable(error)) throw error;
        if (!(await this.#wasCommitted(number))) throw error;
        return done.result;
      }
    });
  }

  readAfresh<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.read(work);
  }

  async salvage<Row>(query: (db: Queries) => { execute(): Promise<unknown[]> }): Promise<Row[]> {
    return (await query(this.#db)
      .execute()
      .catch(() => [])) as Row[];
  }

  /** Reads every row, and so checks its page's checksum where the server has them. */
  async check(): Promise<void> {
    const tables = await this.read((db) =>
      sql<{ name: string }>`
        select tablename as name from pg_tables where schemaname = 'singlora'`.execute(db),
    );
    for (const { name } of tables.rows)
      await this.read((db) =>
        sql`select sum(length(whole::text)) from ${sql.table(name)} as whole`.execute(db),
      );
  }

  /** A commit is on the server's disk. */
  async sync(): Promise<void> {}

  async close(): Promise<void> {
    if (this.#writes > 0)
      await sql`delete from writes where writer = ${this.#writer}`
        .execute(this.#db)
        .catch(() => undefined);
    await this.#db.destroy();
  }

  #keepTo(server: number): void {
    this.#ahead = Math.round(server - Date.now());
  }

  async #version(db: Queries): Promise<number> {
    const tables = await sql`
      select from pg_tables where schemaname = 'singlora' and tablename = 'version'`.execute(db);
    if (tables.rows.length === 0) return 0;
    const { rows } = await sql<{ number: number }>`select number from version`.execute(db);
    const found = rows[0]?.number ?? 0;
    if (found > migrations.length) throw schemaNewer(this.path, found, migrations.length);
    return found;
  }

  async #migrate(db: Queries): Promise<void> {
    // Another process may have done it while this one waited for the lock.
    const found = await this.#version(db);
    if (found === 0) {
      await sql`create schema if not exists singlora`.execute(db);
      await sql`create table version as select 0 as number`.execute(db);
      await sql`
        create table writes (writer text, number bigint, primary key (writer, number))`.execute(db);
    }
    for (const step of migrations.slice(found)) await step(db);
    await sql`update version set number = ${migrations.length}`.execute(db);
  }

  /** A transaction that holds the write lock from its start. */
  #locked<T>(lock: Lock, work: (db: Queries) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute(async (db) => {
      const { rows } = await lock.execute(db);
      if (rows[0]?.server !== undefined) this.#keepTo(rows[0].server);
      return work(db);
    });
  }

  /** Whether a write's mark exists; the lock waits for an unfinished transaction. */
  #wasCommitted(number: number): Promise<boolean> {
    return this.#reached(() =>
      this.#locked(lockAlone, async (db) => {
        const found = await sql`
          select from writes where writer = ${this.#writer} and number = ${number}`.execute(db);
        return found.rows.length > 0;
      }),
    );
  }

  /** The result of `work`, once the server responds. */
  async #reached<T>(work: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + this.#patience;
    for (let isFirst = true; ; isFirst = false) {
      try {
        return await work();
      } catch (error) {
        // A first attempt may have waited for longer on a connection that was dead.
        const isOver = Date.now() > deadline && !isFirst;
        if (!isUnreachable(error) || isOver) throw serverError(error, this.path);
        await sleep(RECONNECT_EVERY);
      }
    }
  }
}

/** Opens the database at a `postgres:` URL, creating missing tables. */
export async function openPostgres(url: string): Promise<Store> {
  const store = await connect(url, settings);
  return orClosed(store, async () => {
    await store.prepare();
    return store;
  });
}

/** The same, read-only: the server refuses anything else. Undefined where there are no tables yet. */
export async function watchPostgres(url: string): Promise<Store | undefined> {
  const store = await connect(url, { ...settings, default_transaction_read_only: 'on' });
  return orClosed(store, async () => {
    const version = await store.version();
    if (version === migrations.length) return store;
    if (version > 0) throw schemaOlder(store.path, version, migrations.length);
    await store.close();
    return undefined;
  });
}

async function orClosed<T>(store: Store, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** @param set settings of the server for every connection */
async function connect(url: string, set: Readonly<Record<string, string>>): Promise<PostgresStore> {
  const { default: pg } = await import('pg'); // users of SQLite never wait for it
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  const address = addressOf(url);
  const own = Object.entries(set).map(([name, value]) => `-c ${name}=${value}`);
  const given = address.searchParams.get('options') ?? '';
  address.searchParams.set('options', [given, ...own].join(' ').trim());
  const pool = new pg.Pool({
    connectionString: address.href,
    application_name: 'singlora',
    max: 2, // so that reads work during a write
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    stream: () => closedWhenSilent(new Socket()),
    types,
  });
  // An idle connection broke; the next query reports it.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Database<Schema>({ dialect: new SharedDialect({ pool }) });
  return new PostgresStore(withoutSecrets(url), db);
}

/** A dead host, or a firewall that forgets the connection, gives no other sign for a quarter of an hour. */
const closedWhenSilent = (socket: Socket): Socket =>
  socket.setTimeout(SILENT_FOR, () =>
    socket.destroy(new Error('Connection terminated: the server is silent')),
  );

/** The parts of a URL. Throws UNSUPPORTED_URL: the system's own error would show its password. */
function addressOf(url: string): URL {
  if (!URL.canParse(url)) throw unreadableUrl();
  return new URL(url);
}

/** The URL for messages and records. */
export function withoutSecrets(url: string): string {
  const address = addressOf(url);
  address.password = '';
  for (const name of ['password', 'options', 'sslkey', 'sslpassword'])
    address.searchParams.delete(name);
  return address.href;
}
