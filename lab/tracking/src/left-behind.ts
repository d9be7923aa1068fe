import { existsSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { replaceFile } from '@singlora/core/disk';
import { z } from 'zod';
import { ARTIFACT_NAME, LEFT_BEHIND } from './artifact.ts';
import type { NewRun } from './take-run.ts';
import { notRecorded, type TrackingError } from './errors.ts';
import { freeName } from './free-name.ts';
import type { StartRow } from './rows.ts';
import type { ArtifactTable, MetricTable, StartTable } from './schema.ts';
import type { Store } from './store.ts';

const json = z.unknown().transform((value) => JSON.stringify(value));
const value = z.union([z.number(), z.literal(['Infinity', '-Infinity']).transform(Number)]);

const step = z.int().nullable();

/** Everything that a database holds of one run, with its JSON columns as JSON: the result of `keptOf`. */
export const leftBehind = z.strictObject({
  format: z.literal(3),
  /** The database's name, since several may share a folder. */
  database: z.string(),
  run: z.strictObject({
    id: z.string(),
    experiment: z.string(),
    identity: z.string(),
    status: z.enum(['finished', 'interrupted', 'failed']),
    config: json,
    summary: json,
    assets: json,
    command: z.string(),
    started_at: z.string(),
    finished_at: z.string(),
    error: z.string().nullable(),
    host: z.string(),
    pid: z.number(),
    process_started: z.string(),
    boot_id: z.string(),
    pid_namespace: z.string(),
    heartbeat_at: z.string(),
  }),
  starts: z.array(
    z.strictObject({
      number: z.int(),
      host: z.string(),
      pid: z.number(),
      started_at: z.string(),
      ended_at: z.string().nullable(),
      from_step: step,
      to_step: step,
      job: z.string().nullable(),
      environment: json,
    }),
  ),
  metrics: z.array(
    z.strictObject({ key: z.string(), step: z.int(), value: value.nullable(), time: z.string() }),
  ),
  artifacts: z.array(
    z.strictObject({ name: z.string().regex(ARTIFACT_NAME), bytes: z.int(), sha256: z.string() }),
  ),
});

export type LeftBehind = z.output<typeof leftBehind>;

/** The database's name, without a server's address and parameters: those may change. */
export const databaseOf = ({ path, isShared }: Store): string =>
  basename(isShared ? new URL(path).pathname : path);

/** A run that the database could not record, as its process knows it. */
interface Waiting {
  readonly row: NewRun;
  readonly start: StartRow;
  readonly metrics: readonly MetricTable[];
}

/**
 * Saves in the run's folder what the database could not record: the run's final row, what the open
 * connection can still read of it, and the pending rows. Returns the error that reports this.
 */
export async function leaveBehind(
  store: Store,
  folder: string,
  left: Waiting,
  reason: unknown,
): Promise<TrackingError> {
  const { row: run } = left;
  const place = { folder, existed: existsSync(folder), file: join(folder, LEFT_BEHIND) };
  try {
    const text = JSON.stringify(await keptOf(store, left), null, 1);
    if (existsSync(place.file)) renameSync(place.file, freeName(place.file));
    await replaceFile(place.file, (file) => file.writeFile(text));
    return notRecorded(run, place, reason);
  } catch (failure) {
    return notRecorded(run, place, reason, failure);
  }
}

async function keptOf(store: Store, { row: run, start, metrics: waiting }: Waiting) {
  const of = <Row>(table: 'metrics' | 'artifacts' | 'starts') =>
    store.salvage<Row>((db) => db.selectFrom(table).selectAll().where('run_id', '=', run.id));
  const { hashes: _, ...rest } = run; // made once all of it is recorded
  const metrics = [...(await of<MetricTable>('metrics')), ...waiting];
  const artifacts = await of<ArtifactTable>('artifacts');
  const earlier = (await of<StartTable>('starts')).filter(({ number }) => number < start.number);
  return {
    format: 3,
    database: databaseOf(store),
    run: { ...rest, ...parsed(run) },
    starts: [...earlier, { run_id: run.id, ...start }].map(({ run_id: _, ...one }) => ({
      ...one,
      environment: JSON.parse(one.environment) as unknown,
    })),
    metrics: metrics.map(({ run_id: _, value: number, ...point }) => ({
      ...point,
      value: Number.isFinite(number) || number === null ? number : String(number),
    })),
    artifacts: artifacts.map(({ run_id: _, ...artifact }) => artifact),
  };
}

function parsed({ config, summary, assets }: NewRun) {
  const columns = Object.entries({ config, summary, assets });
  return Object.fromEntries(columns.map(([name, text]) => [name, JSON.parse(text) as unknown]));
}
