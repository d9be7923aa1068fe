import { otherVersion } from '@singlora/core/errors';
import { parseJson } from '@singlora/core/formats';
import { z } from 'zod';
import { archivedArtifacts } from './archived-artifact.ts';
import { contentHashes } from './content-hashes.ts';
import { listOf, namedOf } from './each-entry.ts';
import { environmentRecord } from './environment.ts';
import { changedParts } from './hash-content.ts';
import type { MetricPoint } from './records.ts';
import { number, parts, rowProblem } from './row-schema.ts';
import { jsonText, type OwnerColumns, type StartRow } from './rows.ts';
import { RUN_FOLDER } from './run-folder.ts';
import type { NewRun } from './take-run.ts';

/** A step, the value recorded at it, and the time. */
const point = z.tuple([z.int(), number, z.iso.datetime()]);

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

/** The version of an archive's lines. */
export const format = 4;

const archivedRun = z.strictObject({
  format: z.literal(format),
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
  /** Of what the archive keeps; null where the run was recorded without. */
  hashes: contentHashes.nullable(),
  /** Metrics by key, each ordered by step. */
  metrics: names.pipe(namedOf(listOf(point))),
  artifacts: archivedArtifacts,
});

/** A finished run from another database. */
export interface FinishedRun {
  /** Its row without the process columns: the process that ran it does not exist here. */
  readonly row: Omit<NewRun, keyof OwnerColumns | 'error'>;
  /** Its row of annotations, without its id. */
  readonly said?: { tags: string; note: string };
  readonly starts: readonly Omit<StartRow, 'host' | 'pid' | 'job'>[];
  readonly metrics: readonly MetricPoint[];
  readonly artifacts: readonly {
    readonly name: string;
    readonly sha256: string;
    /** Itself, or the number of the archive's lines that follow with it. */
    readonly content: Uint8Array | { readonly lines: number };
  }[];
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
 * @throws the error that `fail` makes of the problem, before more memory is taken than a run may take; of a line of
 *   another version, the one that `failVersion` makes
 */
export function runIn(line: Uint8Array, fail: Fail, failVersion = fail): FinishedRun {
  checkLength(line.length, fail);
  const parsed = parseJson(line, memoryForValues(line), fail);
  const other = otherVersion((parsed as { format?: unknown } | null)?.format, format);
  if (other !== undefined) throw failVersion(`has version ${other}`);
  const read = archivedRun.safeParse(parsed);
  if (!read.success) throw fail(`is no run: ${rowProblem(read.error.issues)}`);
  const { run, starts, hashes, metrics, artifacts } = read.data;
  const points = Object.entries(metrics).flatMap(([key, all]) =>
    all.map(([step, number, time]) => ({ key, step, value: number, time })),
  );
  const content = { summary: run.summary, metrics: points, artifacts };
  const [changed] = hashes ? changedParts(hashes, content) : [];
  if (changed !== undefined) throw fail(`is no run: ${changed}: is not what its SHA-256 says`);
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
    hashes: hashes && JSON.stringify(hashes),
  };
  const started = starts.map((start, number) => ({
    number,
    started_at: start.startedAt,
    ended_at: start.endedAt,
    from_step: start.fromStep,
    to_step: start.toStep,
    environment: JSON.stringify(start.environment),
  }));
  const { tags = [], note = '' } = run;
  const said = (run.tags ?? run.note) !== undefined && { tags: JSON.stringify(tags), note };
  return { row, ...(said && { said }), starts: started, metrics: points, artifacts };
}
