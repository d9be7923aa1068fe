import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Environment } from './environment.ts';
import { runFinished, runInProgress } from './errors.ts';
import { isAlive, type Owner } from './owner.ts';
import type { AssetRecord } from './records.ts';
import { ownerOf, type RunRow } from './rows.ts';
import type { Schema } from './schema.ts';

export interface StartRun {
  experiment: string;
  /** See `identityOf`. */
  identity: string;
  config: Readonly<Record<string, unknown>>;
  environment: Environment;
  assets: readonly AssetRecord[];
  /** The command line that does it again. */
  command: string;
  /** Begin a new run even where one of this identity exists. */
  fresh?: boolean;
}

export interface Claim {
  id: string;
  resumed: boolean;
}

/**
 * Makes the identity's run this process's own: its row goes on, or a new one begins. To be called
 * within a write transaction, which is what makes one of several processes win.
 */
export async function claim(db: Kysely<Schema>, run: StartRun, owner: Owner): Promise<Claim> {
  const last = await db
    .selectFrom('runs')
    .selectAll()
    .where('identity', '=', run.identity)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last === undefined) return begin(db, run, owner);
  const running = last.status === 'running';
  if (running && isAlive(ownerOf(last), last.heartbeat_at)) throw runInProgress(last.id, last);
  if (run.fresh === true) {
    if (running) await update(db, last.id, { status: 'interrupted' });
    return begin(db, run, owner);
  }
  if (last.status === 'finished') throw runFinished(last.id);
  await update(db, last.id, claimed(run, owner));
  return { id: last.id, resumed: true };
}

async function begin(db: Kysely<Schema>, run: StartRun, owner: Owner): Promise<Claim> {
  const id = randomBytes(6).toString('hex');
  await db
    .insertInto('runs')
    .values({
      id,
      experiment: run.experiment,
      identity: run.identity,
      config: JSON.stringify(run.config),
      summary: '{}',
      started_at: new Date().toISOString(),
      ...claimed(run, owner),
    })
    .execute();
  return { id, resumed: false };
}

/** The columns that each process sets anew. */
function claimed(run: StartRun, owner: Owner) {
  return {
    status: 'running',
    environment: JSON.stringify(run.environment),
    assets: JSON.stringify(run.assets),
    command: run.command,
    finished_at: null,
    error: null,
    host: owner.host,
    pid: owner.pid,
    process_started: owner.processStarted,
    heartbeat_at: new Date().toISOString(),
  };
}

async function update(db: Kysely<Schema>, id: string, set: Partial<RunRow>): Promise<void> {
  await db.updateTable('runs').set(set).where('id', '=', id).execute();
}
