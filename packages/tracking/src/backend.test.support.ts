import { randomBytes } from 'node:crypto';
import Libsql from 'libsql';
import pg from 'pg';
import { beforeEach, inject } from 'vitest';
import { noPostgres } from './postgres.test.support.ts';

/** Whether the tests' databases are on a server: each of these test files runs once on either. */
export const onPostgres = process.env['SINGLORA_TEST_DATABASE'] === 'postgres';

/** Skips the file's tests where there is no server for them. */
export function needsBackend(): void {
  beforeEach((context) => {
    if (onPostgres && inject('postgres') === null) context.skip(noPostgres);
  });
}

/** The URL of a new database: `path`, or one on the server. */
export async function newDatabase(path: string): Promise<string> {
  if (!onPostgres) return path;
  const server = inject('postgres') ?? '';
  const name = `t${randomBytes(6).toString('hex')}`;
  await query(server, `create database ${name}`);
  return server.replace('/postgres?', `/${name}?`);
}

/** Removes it; a path goes with its folder. */
export async function dropDatabase(url: string): Promise<void> {
  if (!onPostgres) return;
  const name = new URL(url).pathname.slice(1);
  await query(inject('postgres') ?? '', `drop database if exists ${name} with (force)`);
}

/** What another program does to the database. */
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
