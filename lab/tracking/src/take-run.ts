import { randomBytes } from 'node:crypto';
import { isVisible, type ProcessIdentity } from '@singlora/core/disk';
import { jobIn } from './cluster-job.ts';
import { asBytes } from './columns.ts';
import type { Environment } from './environment.ts';
import { runFinished, runInProgress, type Lease } from './errors.ts';
import { isAlive, leaseEnd } from './owner.ts';
import { makeRunFolder } from './run-folder.ts';
import type { AssetRecord } from './records.ts';
import { ownerColumns, ownerOf, rowOf, type RunRow, type StartRow } from './rows.ts';
import type { Queries, Store } from './store.ts';

/** The fields with which `Tracking.start` begins or resumes a run. */
export interface StartRun {
  experiment: string;
  /** See `identityOf`. */
  identity: string;
  config: Readonly<Record<string, unknown>>;
  environment: Environment;
  assets: readonly AssetRecord[];
  /** The command line that repeats the run. */
  command: string;
  /** The id of a run to resume that was stopped under another identity; it gets this one. */
  continues?: string;
  /** Whether to begin a new run even if one with this identity exists. */
  fresh?: boolean;
}

/** A run's row as its process knows it; the database adds the number. */
export type NewRun = Omit<RunRow, 'number'>;

interface TakenRun {
  row: NewRun;
  /** This process's row of `starts`. */
  start: StartRow;
  resumed: boolean;
}

/** Another process holds the run. */
interface Held {
  id: string;
  heldBy: ProcessIdentity;
  /** Absent if the process was seen running. */
  lease?: Lease;
}

/**
 * Takes the identity's run for this process, with its folder: resumes its row, or begins a new one.
 *
 * @param runs the folder that holds every run's folder
 */
export async function takeRun(
  store: Store,
  run: StartRun,
  owner: ProcessIdentity,
  runs: string,
): Promise<TakenRun> {
  const outcome = await store.write(async (db) => {
    const taken = await tryToTake(db, run, owner, store.now());
    if (!('heldBy' in taken)) makeRunFolder(runs, taken.row.id);
    return taken;
  });
  if ('heldBy' in outcome) throw runInProgress(outcome.id, outcome.heldBy, outcome.lease);
  return outcome;
}

/** Must be called within a write transaction, so that one of several processes wins. */
async function tryToTake(
  db: Queries,
  run: StartRun,
  owner: ProcessIdentity,
  now: number,
): Promise<TakenRun | Held> {
  const found = await db
    .selectFrom('runs')
    .select(asBytes(['id', 'status', 'started_at', ...ownerColumns])) // the rest may be damaged
    .where((run_) =>
      run.continues === undefined
        ? run_('identity', '=', run.identity)
        : run_('id', '=', run.continues),
    )
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (found === undefined) return begin(db, run, owner, now);
  const last = rowOf(found);
  const running = last.status === 'running';
  if (running && isAlive(ownerOf(last), last.heartbeat_at, now)) return held(db, last, now);
  if (run.fresh === true) {
    if (running) await update(db, last.id, { status: 'interrupted' });
    return begin(db, run, owner, now);
  }
  if (last.status === 'finished') throw runFinished(last.id);
  const { id } = last;
  const taken = { ...takenBy(run, owner, now), identity: run.identity };
  await update(db, id, taken);
  await db
    .updateTable('starts')
    .set({ ended_at: last.heartbeat_at })
    .where('run_id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
  const row = { ...settingsOf(run), id, started_at: last.started_at, ...taken };
  return { row, start: await addStart(db, id, run, owner), resumed: true };
}

/**
 * A heartbeat from a clock that is ahead is reset to now by whoever sees it first: its lease then
 * ends, unless a live process writes another.
 */
async function held(db: Queries, row: RunRow, now: number): Promise<Held> {
  const heldBy = ownerOf(row);
  const found = { id: row.id, heldBy };
  if (isVisible(heldBy)) return found;
  if (Date.parse(row.heartbeat_at) > now)
    await update(db, row.id, { heartbeat_at: new Date(now).toISOString() });
  return { ...found, lease: { until: leaseEnd(row.heartbeat_at, now), now } };
}

async function begin(
  db: Queries,
  run: StartRun,
  owner: ProcessIdentity,
  now: number,
): Promise<TakenRun> {
  const row = {
    id: randomBytes(6).toString('hex'),
    ...settingsOf(run),
    identity: run.identity,
    started_at: new Date().toISOString(),
    ...takenBy(run, owner, now),
  };
  await db.insertInto('runs').values(row).execute();
  return { row, start: await addStart(db, row.id, run, owner), resumed: false };
}

async function addStart(
  db: Queries,
  run_id: string,
  { environment }: StartRun,
  { host, pid }: ProcessIdentity,
): Promise<StartRow> {
  const { earlier } = await db
    .selectFrom('starts')
    .select(({ fn }) => fn.countAll<number>().as('earlier'))
    .where('run_id', '=', run_id)
    .executeTakeFirstOrThrow();
  const job = jobIn(process.env);
  const start = {
    number: earlier,
    host,
    pid,
    started_at: new Date().toISOString(),
    ended_at: null,
    from_step: null,
    to_step: null,
    job: job && JSON.stringify(job),
    environment: JSON.stringify(environment),
  };
  await db
    .insertInto('starts')
    .values({ run_id, ...start })
    .execute();
  return start;
}

const settingsOf = ({ experiment, config }: StartRun) => ({
  experiment,
  config: JSON.stringify(config),
  summary: '{}',
});

/** The columns that each process sets for itself. */
function takenBy(run: StartRun, owner: ProcessIdentity, now: number) {
  return {
    status: 'running',
    assets: JSON.stringify(run.assets),
    command: run.command,
    finished_at: null,
    error: null,
    hashes: null,
    host: owner.host,
    pid: owner.pid,
    process_started: owner.processStarted,
    boot_id: owner.bootId,
    pid_namespace: owner.pidNamespace,
    heartbeat_at: new Date(now).toISOString(),
  };
}

async function update(db: Queries, id: string, set: Partial<RunRow>): Promise<void> {
  await db.updateTable('runs').set(set).where('id', '=', id).execute();
}
