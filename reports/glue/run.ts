import type { Config, Point } from '@singlora/reporting';
import type { RunRecord } from '@singlora/tracking';
import type { RunPredictions } from './predictions.ts';

/** A run as it is read from the database. */
export interface RecordedRun {
  readonly record: RunRecord;
  /** The training loss by step, read when it is asked for. */
  readonly losses: () => Promise<readonly Point[]>;
  /** Of the headline split. */
  readonly predictions: RunPredictions;
}

/** A recorded GLUE run, with what the pages need of it under typed names. */
export interface GlueRun {
  readonly record: RunRecord;
  readonly task: string;
  readonly method: string;
  readonly model: string;
  readonly seed: number;
  /** A trial scores rows held out of the training rows, to find a learning rate; it is no result. */
  readonly purpose: 'result' | 'trial';
  /** 'built-in' rows are the project's own, in place of GLUE's. */
  readonly rows: 'real' | 'built-in';
  /** Names of the task's metrics; the first is the headline. */
  readonly metrics: readonly string[];
  /** The scored splits; the first is the headline. */
  readonly splits: readonly string[];
  /** The headline metric on the headline split; absent unless the run finished with one. */
  readonly score?: number;
  /** Training ended without a usable model. */
  readonly diverged: boolean;
  readonly losses: RecordedRun['losses'];
  readonly predictions: RunPredictions;
}

/** A finished run with its score. */
export type ScoredRun = GlueRun & { readonly score: number };

export const isScored = (run: GlueRun): run is ScoredRun => run.score !== undefined;

/** The run, or undefined if the record is of another kind of experiment. */
export function glueRun({ record, losses, predictions }: RecordedRun): GlueRun | undefined {
  const { config, assets, status } = record;
  const { task, method, model, seed, purpose } = config;
  const metrics = Array.isArray(config['metrics']) ? config['metrics'].map(String) : [];
  const [metric] = metrics;
  if (typeof task !== 'string' || typeof method !== 'string' || typeof seed !== 'number' || !metric)
    return undefined;
  const builtIn = assets.some(({ kind, source }) => kind === 'dataset' && source === 'built-in');
  const splits = scoredSplits(record);
  const score = scoreOf(record, splits[0] ?? '', metric);
  return {
    ...{ record, task, method, seed, metrics, splits, losses, predictions },
    purpose: purpose === 'trial' ? 'trial' : 'result',
    model: typeof model === 'string' ? model : 'unnamed model',
    rows: builtIn ? 'built-in' : 'real',
    diverged: status === 'finished' && score === undefined,
    ...(status === 'finished' && score !== undefined ? { score } : {}),
  };
}

/** The splits that a run was scored on, MNLI's matched rows before the mismatched ones. */
export const scoredSplits = ({ summary }: Pick<RunRecord, 'summary'>): string[] =>
  Object.keys(summary)
    .flatMap((key) => /^([^/]+)\/rows$/.exec(key)?.slice(1) ?? [])
    .sort();

/** A metric on a split, if it is a number. */
export function scoreOf(
  { summary }: Pick<RunRecord, 'summary'>,
  split: string,
  metric: string,
): number | undefined {
  const value = summary[`${split}/${metric}`];
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** A number of the run's configuration. */
export function configNumber(config: Config, key: string): number | undefined {
  const value = config[key];
  return typeof value === 'number' ? value : undefined;
}
