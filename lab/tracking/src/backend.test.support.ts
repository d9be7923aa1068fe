import { randomBytes } from 'node:crypto';
import Libsql from 'libsql';
import pg from 'pg';
import { beforeEach, inject } from 'vitest';
import { noPostgres } from './postgres.test.support.ts';

/** Whether the tests use databases on a server: each of these test files runs once with and once without. */
export const onPostgres = process.env['SINGLORA_TEST_DATABASE'] === 'postgres';

/** Skips the file's tests where their server is missing. */
export function needsBackend(): void {
  beforeEach((context) => {
    if (onPostgres && inject('postgres') === null) context.skip(noPostgres);
  });
}

/** Empty databases on the server: emptying one takes a tenth of the time of creating one. */
const empty: string[] = [];

/** The URL of an empty database: `path`, or one on the server. */
export async function newDatabase(path: string): Promise<string> {
  if (!onPostgres) return path;
  const url = empty.pop();
  if (url !== undefined) return url;
  const server = inject('postgres') ?? '';
  const name = `t${randomBytes(6).toString('hex')}`;
  await query(server, `create database ${name}`);
  return server.replace('/postgres?', `/${name}?`);
}

/** Empties it for other tests and closes its connections; a file is deleted with its folder. */
export async function dropDatabase(url: string): Promise<void> {
  if (!onPostgres) return;
  await query(
    url,
    `select pg_terminate_backend(pid, 60000) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid();
     drop schema if exists singlora cascade;
     drop schema public cascade;
     create schema public`,
  );
  empty.push(url);
}

/** Changes the database from outside, like another program. */
export async function meanwhile(url: string, statement: string): Promise<void> {
  if (onPostgres) {
    await query(url, `set search_path = singlora; ${statement}`);
    return;
  }
  const raw = new Libsql(url, { timeout: 1_000 });
  raw.exec(statement);
  raw.close();
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
