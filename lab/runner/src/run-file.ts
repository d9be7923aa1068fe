import { meantName } from '@singlora/core/errors';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { UsageError } from './errors.ts';
import { objectIn } from './fields.ts';
import { plainWords } from './plain-words.ts';
import { readJson, valueAt } from './values.ts';

export interface RunFile<Config> {
  readonly config: Config;
  readonly assets: readonly RecordedAsset[];
  /** The run's origin, where the file states it. */
  readonly origin?: RunOrigin | undefined;
}

/** The origin that a run's file may also state: the run's identity, and the command that planned it. */
const runOrigin = z.object({ identity: z.string(), command: z.string() });
/** A run's identity and the command that planned it; invalid for any other run. */
export type RunOrigin = Readonly<z.infer<typeof runOrigin>>;

/** What a run's file must state about a model or data set. */
const recordedAsset = z.looseObject({ describedIn: z.string().optional() });
/** A model or data set of a recorded run, as its file states it. */
export type RecordedAsset = Readonly<z.infer<typeof recordedAsset>>;

/**
 * A run from a file: its configuration in the record's format, alone or within the record.
 * @throws UsageError that names each unknown, missing or wrong field
 */
export function readRunFile<Config>(file: string, schema: z.ZodType<Config>): RunFile<Config> {
  const read = readJson('--config', file);
  const { config = read, assets } = { ...(read as { config?: unknown; assets?: unknown } | null) };
  const { data, error } = schema.safeParse(config, { error: plainWords });
  if (!error)
    return {
      config: data,
      assets: z.array(recordedAsset).safeParse(assets).data ?? [],
      origin: runOrigin.safeParse(read).data,
    };
  const problems = error.issues.flatMap((issue) => problemsOf(issue, config, schema));
  throw new UsageError(
    [`--config: ${file} is no run of this experiment:`, ...problems.map((one) => `  ${one}`)].join(
      '\n',
    ),
  );
}

/**
 * Checks that the settings of a run's file give back its configuration: an edit of another field would be lost.
 * @throws UsageError that names each such field
 */
export function checkRepeats(file: Readonly<Record<string, unknown>>, planned: unknown): void {
  const made: typeof file = { ...(planned as typeof file | undefined) };
  const lost = Object.keys(file).filter((key) => !isDeepStrictEqual(file[key], made[key]));
  if (lost.length === 0) return;
  const lines = lost.map(
    (key) => `  ${key}: ${stated(file[key])}; the run would have ${stated(made[key])}`,
  );
  throw new UsageError(
    [
      '--config: no setting carries these fields of the file. Give them as the run has them:',
      ...lines,
    ].join('\n'),
  );
}

const stated = (value: unknown) => JSON.stringify(value) ?? 'none';

function problemsOf(issue: z.core.$ZodIssue, config: unknown, schema: z.ZodType): string[] {
  const { path } = issue;
  if (issue.code !== 'unrecognized_keys') {
    const what = valueAt(config, path) === undefined ? 'it is missing' : issue.message;
    return [path.length > 0 ? `${path.join('.')}: ${what}` : what];
  }
  const known = path.reduce(
    (within, key) => objectIn(within?.shape[String(key)]),
    objectIn(schema),
  );
  return issue.keys.map((key) => {
    const meant = meantName(key, Object.keys(known?.shape ?? {}));
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
    return `${[...path, key].join('.')}: there is no such field.${hint}`;
  });
}
