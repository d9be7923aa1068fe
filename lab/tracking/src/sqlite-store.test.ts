import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { Kysely, sql, SqliteDialect } from 'kysely';
import Libsql from 'libsql';
import { describe, expect, test } from 'vitest';
import { bundled } from './bundled.test.support.ts';
import { openUnchanged } from './read-only.ts';
import { migrations, type Schema } from './schema.ts';
import { openStore } from './sqlite-store.ts';

const folder = folderForEachTest();
const path = join(folder, 'runs.db');

const coded = (code: string, ...parts: string[]) =>
  expect.objectContaining({
    name: 'TrackingError',
    code,
    message: expect.stringContaining(parts.join('')) as string,
  }) as Error;

/** A database of this program, changed by hand. */
async function changed(statement: string): Promise<void> {
  await (await openStore(path)).close();
  const raw = new Libsql(path);
  raw.exec(statement);
  raw.close();
}

describe('opening', () => {
  test('makes the folder, the file and the tables once', async () => {
    const path = join(folder, 'deep', 'er', 'runs.db');
    await (await openStore(path)).close();
    const store = await openStore(path);
    const mode = await store.read((db) => sql`pragma journal_mode`.execute(db));
    expect(mode.rows).toEqual([{ journal_mode: 'wal' }]);
    const keys = await store.read((db) => sql`pragma foreign_keys`.execute(db));
    expect(keys.rows).toEqual([{ foreign_keys: 1 }]);
    await store.close();
  });

  test('refuses what is no database, and leaves it as it is', async () => {
    const text = 'loss,step\n'.repeat(200);
    writeFileSync(path, text);
    await expect(openStore(path)).rejects.toThrow(coded('NOT_A_DATABASE', path));
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(readdirSync(folder)).toEqual(['runs.db']);
  });

  test('refuses a damaged database', async () => {
    await (await openStore(path)).close();
    writeFileSync(path, readFileSync(path).fill(7, 100, 2_000));
    await expect(openStore(path)).rejects.toThrow(coded('DATABASE_DAMAGED', path));
  });

  /** A database with other bytes of the same length in the text of its schema. */
  async function withSchema(text: string, other: Buffer): Promise<void> {
    await (await openStore(path)).close();
    const bytes = readFileSync(path);
    const at = bytes.indexOf(text);
    expect([at > 0, other.length]).toEqual([true, text.length]);
    other.copy(bytes, at);
    writeFileSync(path, bytes);
  }

  test('refuses a schema that is not UTF-8, whose names would crash the process', async () => {
    await withSchema('"fini', Buffer.from([0x22, 0x66, 0xff, 0x6e, 0x69]));
    await expect(openStore(path)).rejects.toThrow(
      coded('DATABASE_DAMAGED', 'its schema is not in UTF-8'),
    );
  });

  test('names a schema without one of its columns as damage', async () => {
    await withSchema('"heartbeat_at"', Buffer.from('"heartbeat_xx"'));
    const store = await openStore(path);
    await expect(
      store.read((db) => db.selectFrom('runs').select('heartbeat_at').execute()),
    ).rejects.toThrow(coded('DATABASE_DAMAGED', 'no such column: heartbeat_at'));
    await store.close();
  });

  test('quotes what a damaged file holds without control characters', async () => {
    await withSchema('"summary" text', Buffer.from('"summary"\u0007text'));
    const error = await openStore(path).catch((error: unknown) => error as Error);
    expect(error).toMatchObject({ code: 'DATABASE_DAMAGED' });
    expect((error as Error).message).not.toMatch(/\p{Cc}/u);
  });

  test.runIf(process.platform === 'linux')('refuses a folder that cannot be made', async () => {
    await expect(openStore('/proc/none/runs.db')).rejects.toThrow(coded('CANNOT_OPEN', '/proc'));
  });

  test('refuses a database of something else, and leaves it as it is', async () => {
    const raw = new Libsql(path);
    raw.exec('create table music (title text)');
    raw.close();
    const before = readFileSync(path);
    await expect(openStore(path)).rejects.toThrow(coded('NOT_TRACKING', path));
    expect(readFileSync(path)).toEqual(before);
  });

  test('refuses a newer schema and says to upgrade', async () => {
    await changed('pragma user_version = 99');
    await expect(openStore(path)).rejects.toThrow(coded('SCHEMA_NEWER', path));
    await expect(openStore(path)).rejects.toThrow(/schema 99.*Upgrade/);
  });

  test('refuses a path below a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    const below = join(folder, 'file', 'runs.db');
    await expect(openStore(below)).rejects.toThrow(coded('CANNOT_OPEN', below));
  });

  test('refuses a folder', async () => {
    for (const open of [openStore, openUnchanged])
      await expect(open(folder)).rejects.toThrow(
        coded('CANNOT_OPEN', `${folder} is a folder. Point SINGLORA_TRACKING_URL at`),
      );
  });
});

describe('a database of the first schema', () => {
  /** The database as the older version left it; a process of that version still has it open. */
  async function older(): Promise<Libsql.Database> {
    const raw = new Libsql(path);
    const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: raw }) });
    await sql`pragma journal_mode = wal`.execute(db);
    await migrations[0]?.(db);
    raw.exec(`pragma application_id = ${0x534c6162}; pragma user_version = 1`);
    return raw;
  }
  const insert = (id: string) =>
    `insert into runs (id, experiment, identity, status, config, summary, environment, assets, command,
      started_at, host, pid, process_started, heartbeat_at)
    values ('${id}', 'e', '${id}', 'running', '{}', '{}', '{}', '[]', '', '', 'h', 1, 's', '')`;
  const beat = `update runs set heartbeat_at = 'b' where host = 'h' and pid = 1 and process_started = 's'`;

  test('is brought up to date under a process of the older version, which goes on', async () => {
    const raw = await older();
    raw.exec(insert('before'));
    const prepared = raw.prepare(beat);
    const store = await openStore(path);
    prepared.run();
    const rows = await store.read((db) => db.selectFrom('runs').selectAll().execute());
    expect(rows).toMatchObject([
      { id: 'before', heartbeat_at: 'b', boot_id: '', pid_namespace: '' },
    ]);
    // A new run of that process is refused: it would have no start.
    expect(() => raw.exec(insert('after'))).toThrow('environment');
    const check = await store.read((db) => sql`pragma integrity_check`.execute(db));
    expect(check.rows).toEqual([{ integrity_check: 'ok' }]);
    raw.close();
    await store.close();
  });

  test('stays so where it is opened for a look', async () => {
    const raw = await older();
    raw.exec(insert('before'));
    const store = await openUnchanged(path);
    const starts = await store?.read((db) => db.selectFrom('starts').select('run_id').execute());
    expect(starts).toEqual([{ run_id: 'before' }]);
    await store?.close();
    expect(raw.prepare('pragma user_version').get()).toMatchObject({ user_version: 1 });
    raw.close();
  });

  test('keeps the environment as that of the run’s start, with what was not recorded', async () => {
    const raw = await older();
    raw.exec(insert('whole'));
    raw.exec(`update runs set environment = '{"node":"v20","cores":2}', finished_at = 'then'`);
    raw.exec(
      insert('broken').replaceAll("'{}', '[]'", "'{', '[]'").replace("'running'", "'failed'"),
    );
    const store = await openStore(path);
    const starts = await store.read((db) => db.selectFrom('starts').selectAll().execute());
    expect(starts).toMatchObject([
      {
        run_id: 'whole',
        number: 0,
        host: 'h',
        ended_at: 'then',
        from_step: null,
        to_step: null,
        job: null,
      },
      { run_id: 'broken', environment: '{' },
    ]);
    expect(JSON.parse(starts[0]?.environment ?? '')).toEqual({
      node: 'v20',
      cores: 2,
      threads: null,
      code: null,
      lockSha256: null,
    });
    raw.close();
    await store.close();
  });
});

test.each(['', 'runs.db'])('a long name is refused by name (%j in its folder)', async (name) => {
  for (const length of name === '' ? [250, 300] : [300]) {
    const long = join(folder, 'a'.repeat(length));
    await expect(openStore(join(long, name))).rejects.toThrow(coded('NAME_TOO_LONG', long));
  }
});

/** A library that replaces fcntl so that it locks nothing, as on NFS without its lock service; waits for locks take no time. */
const withoutLocks = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <time.h>
#define LOCKS_NOTHING(name) int name(int file, int command, ...) { \
  va_list list; va_start(list, command); void *rest = va_arg(list, void *); va_end(list); \
  if (command == F_SETLK || command == F_SETLKW) { errno = ENOLCK; return -1; } \
  return ((int (*)(int, int, ...))dlsym(RTLD_NEXT, #name))(file, command, rest); }
LOCKS_NOTHING(fcntl)
LOCKS_NOTHING(fcntl64)
int nanosleep(const struct timespec *wanted, struct timespec *left) { return 0; }
`;

test.skipIf(process.platform !== 'linux' || spawnSync('cc', ['--version']).status !== 0)(
  'a file system without locks is not taken for another process',
  async () => {
    await (await openStore(path)).close();
    const library = join(folder, 'no-locks.so');
    const compiler = ['-shared', '-fPIC', '-x', 'c', '-', '-o', library, '-ldl'];
    spawnSync('cc', compiler, { input: withoutLocks });
    const program = `import { openStore } from ${JSON.stringify(await bundled('sqlite-store.ts'))};
      await openStore(${JSON.stringify(path)}).catch(({ code, message }) => console.log(code, message));`;
    const flags = ['--input-type=module', '--eval', program];
    const { stdout } = spawnSync(process.execPath, flags, {
      env: { ...process.env, LD_PRELOAD: library },
    });
    expect(stdout.toString()).toMatch(`NO_LOCKS ${path} cannot be locked`);
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  },
);

describe('writing', () => {
  test('is all or nothing', async () => {
    const store = await openStore(path);
    const failing = store.write(async (db) => {
      await sql`create table t (a)`.execute(db);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await expect(store.read((db) => sql`select * from t`.execute(db))).rejects.toThrow();
    await store.write((db) => sql`create table t (a)`.execute(db));
    await store.close();
  });

  test('waits for another connection, and says so when that takes too long', async () => {
    const store = await openStore(path);
    const other = new Libsql(path);
    other.exec('begin immediate');
    await store.read((db) => sql`pragma busy_timeout = 50`.execute(db));
    const write = () => store.write((db) => sql`pragma user_version = 1`.execute(db));
    await expect(write()).rejects.toThrow(coded('DATABASE_BUSY', path));
    other.exec('rollback');
    await write();
    other.close();
    await store.close();
  });

  test('names a full disk, and goes on once there is space', async () => {
    const store = await openStore(path);
    const pages = (count: number) =>
      store.read((db) => sql.raw(`pragma max_page_count = ${count}`).execute(db));
    const fill = () =>
      store.write(async (db) => {
        await sql`create table filler (text)`.execute(db);
        await sql`insert into filler values (${'x'.repeat(100_000)})`.execute(db);
      });
    await pages(12);
    await expect(fill()).rejects.toThrow(coded('DISK_FULL', path));
    await pages(1_000);
    await fill();
    await store.close();
  });
});
