import type { Config, Point } from '@singlora/reporting/text';
import { glueMetrics, glueRunConfig, scoredSplits, scoreOf } from '@singlora/records';
import { readRuns, type RecordedRun, type SuiteRuns } from '../recorded-run.ts';
import { withRepeats, type CheckedRun } from '../record-problem.ts';
import { contradictionOf } from './contradictions.ts';
import { glueConfig, type GlueConfig } from '../settings-in-words.ts';
import type { RunPredictions } from './predictions.ts';

/** A recorded GLUE run, with what the pages need of it under typed names. */
export interface GlueRun
  extends
    CheckedRun,
    Pick<GlueConfig, 'task' | 'method' | 'model' | 'seed' | 'purpose' | 'metrics'> {
  readonly config: GlueConfig;
  /** 'built-in' rows are the project's own, in place of GLUE's. */
  readonly rows: 'real' | 'built-in';
  /** The scored splits; the first is the headline. */
  readonly splits: readonly string[];
  /** The headline metric on the headline split; absent unless the run finished with one. */
  readonly score?: number;
  /** Training ended without a usable model. */
  readonly diverged: boolean;
  /** The training loss by step, read when it is asked for. */
  readonly losses: () => Promise<readonly Point[]>;
  readonly predictions: RunPredictions;
}

/** A finished run with its score. */
export type ScoredRun = GlueRun & { readonly score: number };

/** Whether a run finished with a score. */
export const isScored = (run: GlueRun): run is ScoredRun => run.score !== undefined;

/** The GLUE runs among those recorded. */
export function glueRuns(recorded: readonly RecordedRun[]): SuiteRuns<GlueRun> {
  const own = recorded.filter(({ record }) => isGlue(record.config));
  const { runs, otherVersions } = readRuns(own, glueRunConfig, (run, config) =>
    glueRun(run, glueConfig(config)),
  );
  return { runs: withRepeats(runs, ({ score }) => score), otherVersions };
}

function glueRun({ record, metric, predictions }: RecordedRun, config: GlueConfig): GlueRun {
  const { assets, status, summary } = record;
  const { task, method, seed, purpose, model, metrics } = config;
  const builtIn = assets.some(({ kind, source }) => kind === 'dataset' && source === 'built-in');
  const splits = scoredSplits(summary);
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
    losses: () => metric(glueMetrics.loss),
    rows: builtIn ? 'built-in' : 'real',
    diverged: status === 'finished' && summary['diverged'] === 1,
    contradiction: status === 'finished' ? contradictionOf({ record, config, score }) : undefined,
    ...(status === 'finished' && score !== undefined ? { score } : {}),
  };
}

const isGlue = ({ task, metrics }: Config) => typeof task === 'string' && Array.isArray(metrics);
