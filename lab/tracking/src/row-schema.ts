import { reasonOf } from '@singlora/core/errors';
import { shown } from '@singlora/core/formats';
import { z } from 'zod';
import { ARTIFACT_NAME } from './artifact.ts';
import { clusterJob } from './cluster-job.ts';
import { contentHashes } from './content-hashes.ts';
import { listOf, namedOf, object } from './each-entry.ts';
import { environmentRecord } from './environment.ts';
import { assetRecord, runStatuses } from './records.ts';

// The requirements on a run's row. The database is a file, so it may contain anything.

/** Deeper JSON is no valid configuration, and would overflow the stack of recursive code. */
const DEEPEST = 64;

/** JSON text, parsed. */
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: `is not JSON (${reasonOf(error)})` });
    return z.NEVER;
  }
});

/** JSON text that many rows share: each text is parsed once, and the rows share its value. */
function shared<Value>(schema: z.ZodType<Value>) {
  const known = new Map<string, Value>();
  return z.string().transform((text, context): Value => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const read = json.pipe(schema).safeParse(text);
    if (!read.success) {
      for (const { path, message } of read.error.issues)
        context.addIssue({ code: 'custom', path, message });
      return z.NEVER;
    }
    known.set(text, read.data);
    return read.data;
  });
}

const shallow = z.custom<unknown>((value) => !isDeeper(value), `is nested deeper than ${DEEPEST}`);

function isDeeper(value: unknown, allowed = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return allowed === 0 || Object.values(value).some((item) => isDeeper(item, allowed - 1));
}

/** Numbers that JSON cannot represent are stored by name; see `jsonText`. */
export const number = z.union(
  [z.number(), z.literal(['NaN', 'Infinity', '-Infinity']).transform(Number)],
  'is no number',
);

/** The parts of a run that are stored as JSON. */
export const parts = {
  config: shallow.pipe(object),
  summary: namedOf(number),
  assets: listOf(assetRecord),
};

const time = z.iso.datetime();

/** The schemas of rows that are read together, which share equal values. */
export const rowSchemas = () => ({ run: runRow(), starts: startRows() });

const runRow = () =>
  z.object({
    // It names the run's folder, so it must not lead out of there.
    id: z.string().regex(/^[\w-]+$/, 'is no id'),
    experiment: z.string(),
    identity: z.string(),
    status: z.enum(runStatuses),
    config: json.pipe(parts.config),
    summary: json.pipe(parts.summary),
    assets: shared(parts.assets),
    command: z.string(),
    started_at: time,
    finished_at: time.nullable(),
    error: z.string().nullable(),
    hashes: json.pipe(contentHashes).nullable(),
    host: z.string(),
    pid: z.int(),
  });

/** The columns that a `BriefRun` is read from. */
export const briefRow = runRow().pick({
  id: true,
  experiment: true,
  status: true,
  started_at: true,
  config: true,
  summary: true,
});

/** An environment as stored. */
export const environmentText = json.pipe(environmentRecord);

const step = z.int().nullable();

/** The rows of `starts` that belong to a run. */
const startRows = () =>
  z
    .array(
      z.object({
        host: z.string(),
        pid: z.int(),
        started_at: time,
        ended_at: time.nullable(),
        from_step: step,
        to_step: step,
        job: json.pipe(clusterJob).nullable(),
        environment: shared(environmentRecord),
      }),
    )
    .min(1, 'there is none');

/** The rows of `artifacts` that belong to a run. */
export const artifactRows = z.array(
  z.object({
    name: z.string().regex(ARTIFACT_NAME, 'is no name of an artifact'),
    bytes: z.string().transform(Number).pipe(z.int().nonnegative()),
    sha256: z.string(),
  }),
);

/** The row of `annotations` that belongs to a run, if there is one. */
export const annotationRow = z
  .object({ tags: json.pipe(listOf(z.string())), note: z.string() })
  .optional();

/** The first problems of a row, in one line. */
export function rowProblem(issues: readonly z.core.$ZodIssue[]): string {
  const first = issues
    .slice(0, 3)
    .map(({ path, message }) => `${shown(path.join('.'))}: ${shown(message, 200)}`);
  const more = issues.length - first.length;
  return first.join('; ') + (more > 0 ? `; and ${more} more` : '');
}
