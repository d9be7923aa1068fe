import { join } from 'node:path';
import type { ProcessIdentity } from '@singlora/core/disk';
import type { Selectable } from 'kysely';
import type { z } from 'zod';
import { textsOf } from './columns.ts';
import { isAlive } from './owner.ts';
import type { BriefRun, DamagedRun, ListedRun, RunStatus, StartRecord } from './records.ts';
import {
  annotationRow,
  artifactRows,
  briefRow,
  rowProblem,
  type rowSchemas,
} from './row-schema.ts';
import type { RunTable, StartTable } from './schema.ts';

export type RunRow = Selectable<RunTable>;

/** A start's row, of a known run. */
export type StartRow = Omit<Selectable<StartTable>, 'run_id'>;

/** The columns that identify a run's process. */
export const owning = ['host', 'pid', 'process_started', 'boot_id', 'pid_namespace'] as const;
/** The columns that show whether a running run's process is alive. */
export const ownerColumns = [...owning, 'heartbeat_at'] as const;
export type OwnerColumns = Pick<RunRow, (typeof ownerColumns)[number]>;

/** All columns except the number. */
export const runColumns = [
  ...['id', 'experiment', 'identity', 'status', 'config', 'summary', 'assets'],
  ...['command', 'started_at', 'finished_at', 'error', 'hashes', ...ownerColumns],
];

/** A row read with `asBytes`; if it is damaged, its columns may hold anything. */
export function rowOf(row: Readonly<Record<string, Uint8Array | null>>): RunRow {
  const texts = textsOf(row);
  return { ...texts, pid: Number(texts['pid']) } as unknown as RunRow;
}

/**
 * The record in a row, or what is wrong with it: a damaged row does not affect others. `runs` is
 * the folder that holds every run's folder.
 */
export function recordOf(
  row: RunRow,
  { starts, artifacts, said }: { starts: unknown; artifacts: unknown; said: unknown },
  { runs, now, schemas }: { runs: string; now: number; schemas: ReturnType<typeof rowSchemas> },
): ListedRun {
  const status = statusOf(row, now);
  const damaged = (problem: string) => damagedRun({ ...row, status }, problem);
  const read = schemas.run.safeParse(row);
  if (!read.success) return damaged(rowProblem(read.error.issues));
  const files = artifactRows.safeParse(artifacts);
  if (!files.success) return damaged(`artifacts: ${rowProblem(files.error.issues)}`);
  const started = schemas.starts.safeParse(starts);
  if (!started.success) return damaged(`starts: ${rowProblem(started.error.issues)}`);
  const annotation = annotationRow.safeParse(said);
  if (!annotation.success) return damaged(`annotations: ${rowProblem(annotation.error.issues)}`);
  const { tags = [], note = '' } = annotation.data ?? {};
  const {
    started_at: startedAt,
    finished_at: finishedAt,
    error,
    hashes,
    host,
    pid,
    ...rest
  } = read.data;
  const folder = join(runs, rest.id);
  // Most runs have one start with the same times: for very many runs, these texts would be kept twice.
  const sameTime = (time: string) => [startedAt, finishedAt].find((own) => own === time) ?? time;
  const all = started.data.map((start) => startOf(start, sameTime));
  return {
    ...rest,
    environment: (all.at(-1) as StartRecord).environment,
    starts: all,
    status: status as RunStatus,
    startedAt,
    ...(finishedAt !== null && { finishedAt }),
    ...(error !== null && { error }),
    ...(hashes !== null && { hashes }),
    ...(tags.length > 0 && { tags }),
    ...(note !== '' && { note }),
    artifacts: files.data.map((file) => ({ ...file, path: join(folder, file.name) })),
    folder,
    owner: { host, pid },
  };
}

/** The same of a finished run, without what `BriefRun` lacks. */
export function briefOf(row: RunRow): BriefRun | DamagedRun {
  const read = briefRow.safeParse(row);
  if (!read.success) return damagedRun(row, rowProblem(read.error.issues));
  const { started_at: startedAt, ...rest } = read.data;
  return { ...rest, startedAt };
}

const startOf = (
  row: z.output<ReturnType<typeof rowSchemas>['starts']>[number],
  sameTime: (time: string) => string,
): StartRecord => ({
  host: row.host,
  pid: row.pid,
  startedAt: sameTime(row.started_at),
  ...(row.ended_at !== null && { endedAt: sameTime(row.ended_at) }),
  fromStep: row.from_step,
  toStep: row.to_step,
  job: row.job,
  environment: row.environment,
});

/** The recorded status, or `interrupted` where the run's process was killed. */
export function statusOf(row: Pick<RunRow, 'status'> & OwnerColumns, now: number): string {
  const dead = row.status === 'running' && !isAlive(ownerOf(row), row.heartbeat_at, now);
  return dead ? 'interrupted' : row.status;
}

function damagedRun(row: RunRow, problem: string): DamagedRun {
  const text = (value: unknown) => (typeof value === 'string' ? value : '?');
  return {
    id: text(row.id),
    experiment: text(row.experiment),
    status: text(row.status),
    command: text(row.command),
    startedAt: text(row.started_at),
    problem,
  };
}

export function ownerOf(row: OwnerColumns): ProcessIdentity {
  return {
    host: row.host,
    pid: row.pid,
    processStarted: row.process_started,
    bootId: row.boot_id,
    pidNamespace: row.pid_namespace,
  };
}

/** JSON text; numbers that JSON cannot represent, as in a diverged run, are stored by name. */
export function jsonText(whole: unknown): string {
  return JSON.stringify(whole, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}
