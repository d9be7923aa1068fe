import type { Point } from '@singlora/reporting/text';
import type { AssetRecord, RunRecord } from '@singlora/tracking';
import type { z } from 'zod';
import type { RunPredictions } from './glue/predictions.ts';

/** A run as it is read from the database. */
export interface RecordedRun {
  readonly record: RunRecord;
  /** A run's metric by step, by the run's id and the metric's name, read when it is asked for. All runs share the function. */
  readonly metric: (id: string, key: string) => Promise<readonly Point[]>;
  /** The run's predictions on the headline split, where it has one. */
  readonly predictions: RunPredictions;
}

/** SHA-256 of the files of a run's first model or rows, by their names. */
export const hashesOf = (record: Pick<RunRecord, 'assets'> | undefined, of: AssetRecord['kind']) =>
  record?.assets.find(({ kind }) => kind === of)?.sha256 ?? {};

/** The runs of a suite among those recorded, each record checked once. */
export interface SuiteRuns<Run> {
  readonly runs: readonly Run[];
  /** Things that another version of this project recorded and this one does not know, in words. */
  readonly otherVersions: readonly string[];
}

/** The results of `make` on each run whose configuration fits `schema`. */
export function readRuns<Config, Run>(
  recorded: readonly RecordedRun[],
  schema: z.ZodType<Config>,
  make: (run: RecordedRun, config: Config) => Run,
): SuiteRuns<Run> {
  const runs: Run[] = [];
  const otherVersions: string[] = [];
  for (const run of recorded) {
    const read = configOf(schema, run.record);
    if ('config' in read) runs.push(make(run, read.config));
    else otherVersions.push(read.problem);
  }
  return { runs, otherVersions };
}

/** The configuration of a run as the current version has it; or in words why the run is of a version that `schema` does not read. */
function configOf<Config>(
  schema: z.ZodType<Config>,
  { id, experiment, config, environment }: RunRecord,
): { readonly config: Config } | { readonly problem: string } {
  const read = schema.safeParse(config);
  if (read.success) return { config: read.data };
  const [{ message, path } = { message: 'unreadable', path: [] }] = read.error.issues;
  const at = path.length > 0 ? ` at “${path.join('.')}”` : '';
  const by = environment.git ? ` (code ${environment.git.commit.slice(0, 12)})` : '';
  return {
    problem: `Run ${id.slice(0, 12)} of ${experiment} was recorded by another version of this project${by}: ${message}${at} of its configuration. That version shows it.`,
  };
}
