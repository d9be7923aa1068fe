import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { parseJson } from '@singlora/formats';
import { z } from 'zod';
import { ARTIFACT_NAME } from './artifact.ts';
import { RUN_FOLDER } from './run-folder.ts';
import type { NewRun } from './take-run.ts';
import { artifactChanged } from './errors.ts';
import { grouped } from './grouped.ts';
import type { MetricPoint, RunRecord } from './records.ts';
import { artifactToDigits, toDigits } from './significant-digits.ts';
import { environmentRecord, withUnrecorded } from './environment.ts';
import { listOf, namedOf } from './each-entry.ts';
import { number, parts, problemOf } from './row-schema.ts';
import { jsonText, type OwnerColumns, type StartRow } from './rows.ts';
import { commandWithoutFolders, withoutFolders } from './without-folders.ts';

/** A step, the value recorded at it, and the time. */
const point = z.tuple([z.int(), number, z.iso.datetime()]);

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
  .refine(
    ({ sha256, content }) => hash('sha256', content) === sha256,
    'is not what its SHA-256 says',
  );

/** The maximum text in a run's row, in characters; it is copied several times on its way there. */
const mostText = 8 << 20;
const isShort = z.custom((run) => charactersIn(run) <= mostText, `has more text than ${mostText}`);

function charactersIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  const all = Object.entries(value);
  return all.reduce((sum, [name, item]) => sum + name.length + charactersIn(item), 0);
}

const start = z.strictObject({
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  fromStep: z.int().nullable(),
  toStep: z.int().nullable(),
  environment: environmentRecord,
});
/** A statement of SQLite can hold some thousands. */
const mostStarts = 1000;

/** Every point is stored with its name. */
const longestName = 1000;
const names = z.custom(
  (value: unknown) => Object.keys(value ?? {}).every(({ length }) => length <= longestName),
  `has a name of more than ${longestName} characters`,
);

const archivedRun = z.strictObject({
  format: z.literal(3),
  run: isShort.pipe(
    z.strictObject({
      // It names the run's folder.
      id: z.string().regex(RUN_FOLDER, 'is no id'),
      experiment: z.string(),
      identity: z.string(),
      ...parts,
      command: z.string(),
      startedAt: z.iso.datetime(),
      finishedAt: z.iso.datetime(),
      tags: listOf(z.string()).exactOptional(),
      note: z.string().exactOptional(),
    }),
  ),
  /** The first one first. */
  starts: isShort
    .pipe(listOf(start))
    .refine(({ length }) => length > 0, 'there is none')
    .refine(({ length }) => length <= mostStarts, `are more than ${mostStarts}`),
  /** Metrics by key, each ordered by step. */
  metrics: names.pipe(namedOf(listOf(point))),
  artifacts: listOf(artifact).refine(
    (all) => new Set(all.map(({ name }) => name)).size === all.length,
    'share a name',
  ),
});

/** A finished run from another database. */
export interface FinishedRun {
  /** Its row without the process columns: the process that ran it does not exist here. */
  readonly row: Omit<NewRun, keyof OwnerColumns | 'error'>;
  /** Its row of annotations, without its id. */
  readonly said?: { tags: string; note: string };
  readonly starts: readonly Omit<StartRow, 'host' | 'pid' | 'job'>[];
  readonly metrics: readonly MetricPoint[];
  readonly artifacts: readonly { name: string; sha256: string; content: Uint8Array }[];
}

/**
 * A finished run as one line of JSON, without what belongs to its machine: host, process and job,
 * the arguments (`argv`), which name its folders, and the folders of every absolute path in the
 * configuration, the command and the origins of models and rows. The identity stays, and so do
 * hashes, versions and the processor. Equal runs give equal lines.
 *
 * @param artifacts the bytes of the run's artifacts, by name
 * @param digits of numbers in metrics and JSON artifacts; all by default
 * @throws TrackingError ARTIFACT_CHANGED
 */
export function lineOf(
  run: RunRecord,
  metrics: readonly MetricPoint[],
  artifacts: ReadonlyMap<string, Buffer>,
  digits?: number,
): string {
  const { id, experiment, identity, summary, assets, tags, note } = run;
  const line = {
    format: 3,
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
      ...(tags && { tags }),
      ...(note !== undefined && { note }),
    },
    starts: run.starts.map(({ host: _host, pid: _pid, job: _job, environment, ...start }) => ({
      ...start,
      environment: { ...environment, argv: [] },
    })),
    metrics: pointsOf(metrics, digits),
    artifacts: run.artifacts.map(({ name, path, sha256 }) => {
      const content = artifacts.get(name);
      if (content === undefined || hash('sha256', content) !== sha256)
        throw artifactChanged(id, path);
      if (digits === undefined) return { name, sha256, content: textOrBase64(content) };
      const kept = artifactToDigits(name, content, digits);
      return { name, sha256: hash('sha256', kept), content: textOrBase64(kept) };
    }),
  };
  return jsonText(line);
}

/** Makes an error of a problem, which is worded without a subject. */
type Fail = (problem: string) => Error;

/** The maximum line length, in bytes; a run of all of GLUE's rows has a few millions. */
const longestLine = 32 << 20;
/** The maximum memory for a line's texts and values, in bytes; reading briefly takes about as much again. */
const memory = 80 << 20;
/** The memory left for values, apart from the line's text and its parts, in bytes. */
const memoryForValues = (line: Uint8Array) => memory - 2 * line.length;

/** Checks a line's length. @throws the error that `fail` makes of the problem */
export function checkLength(bytes: number, fail: Fail): void {
  if (bytes > longestLine) throw fail(`has more than ${longestLine} bytes`);
}

/**
 * The run in a line.
 *
 * @throws the error that `fail` makes of the problem, before more memory is taken than a run may take
 */
export function runIn(line: Uint8Array, fail: Fail): FinishedRun {
  checkLength(line.length, fail);
  const read = archivedRun.safeParse(migrated(parseJson(line, memoryForValues(line), fail)));
  if (!read.success) throw fail(`is no run: ${problemOf(read.error.issues)}`);
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
  const started = starts.map((start, number) => ({
    number,
    started_at: start.startedAt,
    ended_at: start.endedAt,
    from_step: start.fromStep,
    to_step: start.toStep,
    environment: JSON.stringify(start.environment),
  }));
  const points = Object.entries(metrics).flatMap(([key, all]) =>
    all.map(([step, number, time]) => ({ key, step, value: number, time })),
  );
  const { tags = [], note = '' } = run;
  const said = (run.tags ?? run.note) !== undefined && { tags: JSON.stringify(tags), note };
  return { row, ...(said && { said }), starts: started, metrics: points, artifacts };
}

/** The run in a line of format 1, which kept only the environment of the last start. */
interface OldRun {
  readonly environment: object;
  readonly startedAt: unknown;
  readonly finishedAt: unknown;
}

/** Converts a line of format 1 or 2 to format 3. Format 2 added starts, and 3 a run's tags and note. */
function migrated(line: unknown): unknown {
  const old = line as { format?: unknown; run?: OldRun } | null;
  if (old?.format === 2) return { ...old, format: 3 };
  if (old?.format !== 1 || typeof old.run?.environment !== 'object') return line;
  const { environment, ...run } = old.run;
  const { startedAt, finishedAt: endedAt } = run;
  const start = {
    startedAt,
    endedAt,
    fromStep: null,
    toStep: null,
    environment: withUnrecorded(environment),
  };
  return { ...old, format: 3, run, starts: [start] };
}

function pointsOf(metrics: readonly MetricPoint[], digits?: number): Record<string, unknown[]> {
  const kept = (value: number) => (digits === undefined ? value : toDigits(value, digits));
  const byKey = [...grouped(metrics, ({ key }) => key)].map(
    ([key, own]) => [key, own.map(({ step, value, time }) => [step, kept(value), time])] as const,
  );
  return Object.fromEntries(byKey); // a key may be "constructor"
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
