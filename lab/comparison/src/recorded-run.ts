import { scoredSplits, unreadPart } from '@singlora/records';
import type { CurvePointAt } from '@singlora/reporting/text';
import {
  isDamaged,
  type AssetRecord,
  type DamagedRun,
  type RunRecord,
  type Tracking,
} from '@singlora/tracking';
import type { z } from 'zod';
import { PredictionsReader, type RunPredictions } from './glue/predictions.ts';
import { SharedValues } from './shared-values.ts';

/** A run as it is read from the database. */
export interface RecordedRun {
  readonly record: RunRecord;
  /** A run's metric by step, from the run's id and the metric's name, read on demand. All runs share the function. */
  readonly metric: (id: string, key: string) => Promise<readonly CurvePointAt[]>;
  /** The run's predictions on the headline split, where it has one. */
  readonly predictions: RunPredictions;
}

/** Reads every run, newest first, with files and metrics read on demand; runs with unreadable records are separate. */
export async function recordedRuns(
  tracking: Tracking,
  filter: { readonly experiment?: string } = {},
) {
  const predictions = new PredictionsReader();
  const shared = new SharedValues();
  const runs: RecordedRun[] = [];
  const damaged: DamagedRun[] = [];
  const metric = (id: string, key: string) => tracking.metrics(id, key);
  for await (const run of tracking.each(filter)) {
    if (isDamaged(run)) {
      damaged.push(run);
      continue;
    }
    const record = {
      ...run,
      command: shared.of(run.command),
      owner: shared.of(run.owner),
      config: shared.in(run.config),
    };
    runs.push({
      record,
      predictions: predictions.of(record, scoredSplits(record.summary)[0] ?? ''),
      metric,
    });
  }
  return { runs, damaged };
}

/** SHA-256 of the files of a run's first model or rows, by file name. */
export const hashesOf = (record: Pick<RunRecord, 'assets'> | undefined, of: AssetRecord['kind']) =>
  record?.assets.find(({ kind }) => kind === of)?.sha256 ?? {};

/** The recorded runs of a suite, each record checked once. */
export interface SuiteRuns<Run> {
  readonly runs: readonly Run[];
  /** Records that another version of this project wrote and this one cannot read. */
  readonly otherVersions: readonly OtherVersion[];
}

/** A record of another version, and why it cannot be read. */
export interface OtherVersion {
  readonly record: RunRecord;
  readonly says: string;
}

/** The runs of the experiments with a wanted name. */
export function ofExperiments<Run extends { readonly record: RunRecord }>(
  { runs, otherVersions }: SuiteRuns<Run>,
  wanted: (experiment: string) => boolean,
): SuiteRuns<Run> {
  const isWanted = ({ record }: { readonly record: RunRecord }) => wanted(record.experiment);
  return { runs: runs.filter(isWanted), otherVersions: otherVersions.filter(isWanted) };
}

/** The results of `make` on each run whose configuration fits `schema`. */
export function readConfigured<Config, Run>(
  recorded: readonly RecordedRun[],
  schema: z.ZodType<Config>,
  make: (run: RecordedRun, config: Config) => Run,
): SuiteRuns<Run> {
  const runs: Run[] = [];
  const otherVersions: OtherVersion[] = [];
  for (const run of recorded) {
    const read = schema.safeParse(run.record.config);
    if (read.success) runs.push(make(run, read.data));
    else otherVersions.push({ record: run.record, says: versionText(run.record, read.error) });
  }
  return { runs, otherVersions };
}

/** Says why a suite does not read a run of another version. */
function versionText({ id, experiment, environment, command }: RunRecord, error: z.ZodError) {
  const by = environment.git ? ` (code ${environment.git.commit.slice(0, 12)})` : '';
  return `Run ${id.slice(0, 12)} of ${experiment} was recorded by another version of this project${by}: its configuration ${unreadPart(error)}. “${command}” makes it again.`;
}
