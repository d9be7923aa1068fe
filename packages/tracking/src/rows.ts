import { join } from 'node:path';
import type { Selectable } from 'kysely';
import type { Environment } from './environment.ts';
import { isAlive, type Owner } from './owner.ts';
import type { AssetRecord, RunRecord, RunStatus } from './records.ts';
import type { ArtifactTable, RunTable } from './schema.ts';

export type RunRow = Selectable<RunTable>;

/** The record in a row; `runs` is the folder that holds every run's folder. */
export function recordOf(
  row: RunRow,
  artifacts: readonly ArtifactTable[],
  runs: string,
): RunRecord {
  const folder = join(runs, row.id);
  const alive = row.status === 'running' && isAlive(ownerOf(row), row.heartbeat_at);
  return {
    id: row.id,
    experiment: row.experiment,
    identity: row.identity,
    status: row.status === 'running' && !alive ? 'interrupted' : (row.status as RunStatus),
    config: JSON.parse(row.config) as Record<string, unknown>,
    summary: summaryOf(row.summary),
    environment: JSON.parse(row.environment) as Environment,
    assets: JSON.parse(row.assets) as AssetRecord[],
    command: row.command,
    startedAt: row.started_at,
    ...(row.finished_at !== null && { finishedAt: row.finished_at }),
    ...(row.error !== null && { error: row.error }),
    artifacts: artifacts.map(({ name, bytes, sha256 }) => ({
      name,
      path: join(folder, name),
      bytes,
      sha256,
    })),
    folder,
    owner: { host: row.host, pid: row.pid },
  };
}

export function ownerOf(row: RunRow): Owner {
  return {
    host: row.host,
    pid: row.pid,
    processStarted: row.process_started,
    bootId: row.boot_id,
    pidNamespace: row.pid_namespace,
  };
}

/** JSON; a number that JSON cannot hold, as of a diverged run, is kept as its name. */
export function summaryText(summary: Readonly<Record<string, number>>): string {
  return JSON.stringify(summary, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

function summaryOf(text: string): Record<string, number> {
  const entries = Object.entries(JSON.parse(text) as Record<string, number | string>);
  return Object.fromEntries(entries.map(([key, value]) => [key, Number(value)]));
}
