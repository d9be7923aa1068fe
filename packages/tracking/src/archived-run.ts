import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ARTIFACT_NAME } from './artifact.ts';
import { RUN_FOLDER } from './before-opening.ts';
import type { NewRun } from './take-run.ts';
import { artifactChanged } from './errors.ts';
import type { MetricPoint, RunRecord } from './records.ts';
import { rounded, roundedArtifact } from './rounded.ts';
import { withUnrecorded } from './environment.ts';
import { problemOf, runRow, startRows } from './row-schema.ts';
import { jsonText, type OwnerColumns, type StartRow } from './rows.ts';
import { commandWithoutFolders, withoutFolders } from './without-folders.ts';

/** A step, the number recorded at that step, and the time. */
const point = z.tuple([
  z.int(),
  z.union([z.number(), z.literal(['NaN', 'Infinity', '-Infinity']).transform(Number)]),
  z.iso.datetime(),
]);

const bytes = z.union([
  z.strictObject({ text: z.string() }).transform(({ text }) => Buffer.from(text)),
  z.strictObject({ base64: z.base64() }).transform(({ base64 }) => Buffer.from(base64, 'base64')),
]);

const artifact = z
  .strictObject({
    name: z.string().regex(ARTIFACT_NAME, 'is no name of an artifact'),
    sha256: z.string(),
    content: bytes,
  })
  .refine(({ sha256, content }) => sha256Of(content) === sha256, 'is not what its SHA-256 says');

const object = z.record(z.string(), z.unknown());

/** The JSON of one run. Kept together: what reads it checks the parts that the database has as text, too. */
const archivedRun = z.strictObject({
  format: z.literal(2),
  run: z.strictObject({
    // It names the run's folder.
    id: z.string().regex(RUN_FOLDER, 'is no id'),
    experiment: z.string(),
    identity: z.string(),
    config: object,
    summary: object,
    assets: z.array(object),
    command: z.string(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
  }),
  /** The first one first. */
  starts: z.array(
    z.strictObject({
      startedAt: z.iso.datetime(),
      endedAt: z.iso.datetime(),
      fromStep: z.int().nullable(),
      toStep: z.int().nullable(),
      environment: object,
    }),
  ),
  /** By key, in the order of their steps. */
  metrics: z.record(z.string(), z.array(point)),
  artifacts: z
    .array(artifact)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'share a name'),
});

/** A finished run as it came from another database. */
export interface FinishedRun {
  /** Its row without the columns about a process: the one that ran it does not exist here. */
  readonly row: Omit<NewRun, keyof OwnerColumns | 'error'>;
  readonly starts: readonly Omit<StartRow, 'host' | 'pid'>[];
  readonly metrics: readonly MetricPoint[];
  readonly artifacts: readonly { name: string; sha256: string; content: Uint8Array }[];
}

/**
 * A finished run as one line of JSON. Left out is what belongs to the machine that ran it: host and
 * process, the arguments (`argv`), which name its folders, and the folders of every absolute path in
 * the configuration, the command and where models and rows were found. The identity stays, and so
 * do hashes, versions and the processor. Equal runs give equal lines.
 *
 * @param artifacts the bytes of the run's artifacts, by name
 * @param digits that numbers of metrics and of JSON artifacts keep; all by default
 * @throws TrackingError ARTIFACT_CHANGED
 */
export function lineOf(
  run: RunRecord,
  metrics: readonly MetricPoint[],
  artifacts: ReadonlyMap<string, Buffer>,
  digits?: number,
): string {
  const { id, experiment, identity, summary, assets } = run;
  const line = {
    format: 2,
    run: {
      id,
      experiment,
      identity,
      config: withoutFoldersIn(run.config),
      summary,
      assets: withoutFoldersIn(assets),
      command: commandWithoutFolders(run.command),
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
    },
    starts: run.starts.map(({ host: _host, pid: _pid, environment, ...start }) => ({
      ...start,
      environment: { ...environment, argv: [] },
    })),
    metrics: pointsOf(metrics, digits),
    artifacts: run.artifacts.map(({ name, path, sha256 }) => {
      const content = artifacts.get(name);
      if (content === undefined || sha256Of(content) !== sha256) throw artifactChanged(id, path);
      if (digits === undefined) return { name, sha256, content: textOrBase64(content) };
      const kept = roundedArtifact(name, content, digits);
      return { name, sha256: sha256Of(kept), content: textOrBase64(kept) };
    }),
  };
  return jsonText(line);
}

/** The run in such a line, or what is wrong with it. */
export function runIn(line: string): FinishedRun | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { problem: `is not JSON (${(error as Error).message})` };
  }
  const read = archivedRun.safeParse(migrated(value));
  if (!read.success) return { problem: problemOf(read.error.issues) };
  const { run, starts, metrics, artifacts } = read.data;
  const row = {
    id: run.id,
    experiment: run.experiment,
    identity: run.identity,
    status: 'finished',
    config: JSON.stringify(run.config),
    summary: jsonText(run.summary),
    assets: JSON.stringify(run.assets),
    command: run.command,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
  };
  const readable = runRow.safeParse({ ...row, error: null, host: '', pid: 0 });
  if (!readable.success) return { problem: problemOf(readable.error.issues) };
  const started = starts.map((start, number) => ({
    number,
    started_at: start.startedAt,
    ended_at: start.endedAt,
    from_step: start.fromStep,
    to_step: start.toStep,
    environment: JSON.stringify(start.environment),
  }));
  const soundStarts = startRows.safeParse(started.map((start) => ({ ...start, host: '', pid: 0 })));
  if (!soundStarts.success) return { problem: `starts: ${problemOf(soundStarts.error.issues)}` };
  const points = Object.entries(metrics).flatMap(([key, all]) =>
    all.map(([step, number, time]) => ({ key, step, value: number, time })),
  );
  return { row, starts: started, metrics: points, artifacts };
}

/** A line of format 1 kept the environment of the last start alone. */
function migrated(line: unknown): unknown {
  const old = line as { format?: unknown; run?: Record<string, unknown> } | null;
  if (old?.format !== 1 || typeof old.run?.['environment'] !== 'object') return line;
  const { environment, ...run } = old.run;
  const { startedAt, finishedAt: endedAt } = run;
  const steps = { fromStep: null, toStep: null };
  const start = { startedAt, endedAt, ...steps, environment: withUnrecorded(environment ?? {}) };
  return { ...old, format: 2, run, starts: [start] };
}

function pointsOf(metrics: readonly MetricPoint[], digits?: number): Record<string, unknown[]> {
  const byKey = new Map<string, unknown[]>(); // a key may be "constructor"
  for (const { key, step, value, time } of metrics) {
    const kept = digits === undefined ? value : rounded(value, digits);
    const point = [step, kept, time];
    const own = byKey.get(key);
    if (own) own.push(point);
    else byKey.set(key, [point]);
  }
  return Object.fromEntries(byKey);
}

function withoutFoldersIn(value: unknown): unknown {
  if (typeof value === 'string') return withoutFolders(value);
  if (Array.isArray(value)) return value.map(withoutFoldersIn);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withoutFoldersIn(item)]),
  );
}

const textOrBase64 = (content: Buffer) =>
  isUtf8(content) ? { text: content.toString() } : { base64: content.toString('base64') };

const sha256Of = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
