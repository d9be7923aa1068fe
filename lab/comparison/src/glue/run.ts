import type { Config } from '@singlora/reporting/text';
import {
  glueRunConfig,
  type GlueRunConfig,
  scoredSplits,
  scoreOf,
  trainedRowsFile,
} from '@singlora/records';
import { readConfigured, type RecordedRun, type SuiteRuns } from '../recorded-run.ts';
import { withRepeats, type CheckedRun } from '../record-problem.ts';
import { glueContradiction } from './contradictions.ts';
import { glueConfig, type GlueConfig } from '../settings-in-words.ts';
import { SharedValues } from '../shared-values.ts';

/** A recorded GLUE run, with typed fields for what the pages read. */
export interface GlueRun
  extends
    CheckedRun,
    Pick<RecordedRun, 'metric' | 'predictions'>,
    Pick<GlueConfig, 'task' | 'method' | 'model' | 'purpose' | 'metrics'> {
  /** The run's configuration; runs that differ only in the seed share the object. */
  readonly config: GlueConfig;
  readonly seed: number;
  /** 'built-in': the project's own rows, in place of GLUE's. */
  readonly rows: 'real' | 'built-in';
  /** The scored splits; the first is the headline. */
  readonly splits: readonly string[];
  /** The headline metric on the headline split; absent unless the run finished with one. */
  readonly score?: number;
  /** Whether training ended without a usable model. */
  readonly diverged: boolean;
}

/** A finished run with its score. */
export type ScoredRun = GlueRun & { readonly score: number };

/** Whether a run finished with a score. */
export const isScored = (run: GlueRun): run is ScoredRun => run.score !== undefined;

/** The hash of the ordered indices of a run's training rows; undefined in older records. */
export const trainedRowsOf = ({ record }: Pick<GlueRun, 'record'>): string | undefined =>
  record.artifacts.find(({ name }) => name === trainedRowsFile)?.sha256;

/** The GLUE runs among those recorded. */
export function glueRuns(recorded: readonly RecordedRun[]): SuiteRuns<GlueRun> {
  const own = recorded.filter(({ record }) => isGlue(record.config));
  const shared = new SharedValues();
  const { runs, otherVersions } = readConfigured(own, glueRunConfig, (run, config) =>
    glueRun(run, config, shared),
  );
  return { runs: withRepeats(runs, ({ score }) => score), otherVersions };
}

function glueRun(
  { record, metric, predictions }: RecordedRun,
  { seed, ...settings }: GlueRunConfig,
  shared: SharedValues,
): GlueRun {
  const config = shared.of(glueConfig(settings));
  const { assets, status, summary } = record;
  const { task, method, purpose, model, metrics } = config;
  const builtIn = assets.some(({ kind, source }) => kind === 'dataset' && source === 'built-in');
  const splits = shared.of(scoredSplits(summary));
  const score = scoreOf(summary, splits[0] ?? '', metrics[0] ?? '');
  return {
    record,
    config,
    task,
    method,
    seed,
    purpose,
    model,
    metrics,
    splits,
    predictions,
    metric,
    rows: builtIn ? 'built-in' : 'real',
    diverged: status === 'finished' && summary['diverged'] === 1,
    contradiction: status === 'finished' ? glueContradiction({ record, config, score }) : undefined,
    ...(status === 'finished' && score !== undefined ? { score } : {}),
  };
}

/** Whether a configuration is of a GLUE run. */
export const isGlue = ({ task, metrics }: Config) =>
  typeof task === 'string' && Array.isArray(metrics);
