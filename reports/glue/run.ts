import type { Config } from '@singlora/reporting';
import type { MetricPoint, RunRecord } from '@singlora/tracking';

/** A recorded GLUE run, with what the page needs of it under typed names. */
export interface GlueRun {
  readonly record: RunRecord;
  readonly task: string;
  readonly method: string;
  readonly model: string;
  readonly seed: number;
  /** 'built-in' rows are the project's own, in place of GLUE's. */
  readonly rows: 'real' | 'built-in';
  /** 0 to 1; absent unless the run finished with one. */
  readonly accuracy?: number;
  readonly metrics: readonly MetricPoint[];
}

/** The run, or undefined if the record is of another kind of experiment. */
export function glueRun(record: RunRecord, metrics: readonly MetricPoint[]): GlueRun | undefined {
  const { config, summary, assets, status } = record;
  const { task, method, model, seed } = config;
  if (typeof task !== 'string' || typeof method !== 'string' || typeof seed !== 'number')
    return undefined;
  const builtIn =
    config['rows'] === 'built-in' ||
    assets.some(({ kind, source }) => kind === 'dataset' && source === 'built-in');
  const { accuracy } = summary;
  const scored = status === 'finished' && accuracy !== undefined && Number.isFinite(accuracy);
  return {
    record,
    task,
    method,
    seed,
    model: typeof model === 'string' ? model : 'unnamed model',
    rows: builtIn ? 'built-in' : 'real',
    metrics,
    ...(scored ? { accuracy } : {}),
  };
}

/** A number of the run's configuration. */
export function configNumber(config: Config, key: string): number | undefined {
  const value = config[key];
  return typeof value === 'number' ? value : undefined;
}
