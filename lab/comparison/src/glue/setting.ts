import {
  type Config,
  distinctBy,
  groupBy,
  methodTitle,
  omit,
  pick,
  sortedBy,
} from '@singlora/reporting/text';
import { estimate } from '@singlora/statistics';
import { atFloor } from './at-floor.ts';
import { metricInfo, type MetricInfo } from './metric.ts';
import { glueNumber, glueScore, type Precision } from '@singlora/records';
import { isScored, type GlueRun, type ScoredRun } from './run.ts';
import type { RateSearch } from '../search.ts';
import { labelled, ordered } from '../side.ts';
import { rampText, startText, valueText } from '../words.ts';
import type { GlueConfig } from '../settings-in-words.ts';

/** The settings that must be equal before two scores may stand in one table. */
const sharedKeys: readonly (keyof GlueConfig)[] = [
  'task',
  'objective',
  'metrics',
  'preset',
  'model',
  'splits',
  'adaptLayers',
  'trainRows',
  'evalRows',
  'spareRows',
  'spareBy',
  'epochs',
  'maxSteps',
  'batchSize',
  'batches',
  'head',
  'template',
  'maxLength',
];

/**
 * The settings without effect on a score: runs that differ only in these are repetitions, if their
 * seeds differ.
 */
const withoutEffect: readonly (keyof GlueConfig)[] = ['submission', 'recompute', 'microBatchSize'];

/** A run's configuration without its seed. */
export const variantConfig = ({ config }: Pick<GlueRun, 'config'>): Config =>
  omit(config, withoutEffect);

/** Runs that differ only in the seed, ordered by it; diverged runs count as always giving the most frequent answer. */
export type GlueVariant = ReturnType<typeof variantOf>;

/** Runs that may be compared: the same model, rows and length of training. */
export interface GlueSetting {
  readonly task: string;
  readonly model: string;
  readonly experiment: string;
  readonly preset: string;
  readonly precision: Precision;
  readonly rows: GlueRun['rows'];
  readonly variants: readonly GlueVariant[];
  /** The number of all variants, where `variants` holds only some. */
  readonly all?: number;
  readonly runs: readonly ScoredRun[];
  /** The searches for rates, where a difference counts only if it holds at all rates within the trials' error. */
  readonly rates?: {
    readonly searches: readonly RateSearch<GlueVariant>[];
    readonly margin: number;
  };
  readonly trainRows: number;
  /** The headline split, followed by its rows, its metric and the score of always giving the most frequent answer. */
  readonly split: string;
  readonly evalRows: number;
  readonly metric: MetricInfo;
  readonly baseline: number | undefined;
}

/**
 * Groups runs into settings, the most relevant first: real rows before built-in ones, smoke runs last, then
 * by training rows and steps. Of runs with the same settings and seed, the first given counts.
 */
export function glueSettingsIn(runs: readonly GlueRun[]): GlueSetting[] {
  const groups = groupBy(runs, ({ record, config, rows }) => ({
    rows,
    config: pick(config, sharedKeys),
    precision: config.precision,
    content: record.assets
      .map(({ kind, id, sha256 }) => ({ kind, id, sha256 }))
      .sort((a, b) => a.kind.localeCompare(b.kind)),
  }));
  return sortedBy(groups.flatMap(settingOf), (one) => [
    ...[one.rows === 'built-in', one.preset === 'smoke', one.precision === 'bfloat16'].map(Number),
    ...[one.trainRows, stepsOf(one), one.evalRows].map((size) => -(size || 0)),
  ]);
}

function settingOf(all: readonly GlueRun[]): GlueSetting[] {
  const first = all.find(isScored);
  if (!first) return [];
  const runs = all.flatMap((run) =>
    isScored(run) ? run : run.diverged ? atFloor(run, first) : [],
  );
  const variants = variantsOf(runs);
  const { task, model, rows } = first;
  const { summary, experiment } = first.record;
  const { preset, precision } = first.config;
  const [split = ''] = first.splits;
  const [metric = ''] = first.metrics;
  return [
    {
      task,
      model,
      rows,
      experiment,
      preset,
      precision,
      variants,
      split,
      runs: variants.flatMap((variant) => variant.runs),
      metric: metricInfo(metric),
      trainRows: glueNumber(summary, 'trainRows') ?? NaN,
      evalRows: summary[glueScore.rows(split)] ?? NaN,
      baseline: summary[glueScore.baseline(split, metric)],
    },
  ];
}

function variantsOf(runs: readonly ScoredRun[]): GlueVariant[] {
  const groups = groupBy(runs, variantConfig).map((group) =>
    distinctBy(group, ({ seed }) => seed).sort((a, b) => a.seed - b.seed),
  );
  const labelOf = labelled(
    groups.flatMap((group) => group.slice(0, 1)),
    {
      nameOf: ({ method }) => methodTitle(method),
      configOf: variantConfig,
      markOf: (key) => marksOf.get(key),
    },
  );
  return ordered(
    groups.flatMap((group) =>
      group.slice(0, 1).map((first) => variantOf(first, group, labelOf(first))),
    ),
  );
}

function variantOf(first: ScoredRun, runs: readonly ScoredRun[], label: string) {
  const score = estimate(runs.map((run) => run.score));
  const own = glueScore.standardError(first.splits[0] ?? '', first.metrics[0] ?? '');
  return {
    label,
    /** The headline metric over the seeds. */
    score,
    runs,
    method: first.method,
    config: first.config,
    /** The standard error over seeds; with a single seed, the error due to the choice of scored rows. */
    standardError: score.standardError ?? first.record.summary[own] ?? NaN,
    /** Seeds whose training diverged. */
    diverged: runs.filter((run) => run.diverged).map(({ seed }) => seed),
  };
}

/** The settings that most often tell labels apart, each in few words. */
const marksOf: ReadonlyMap<string, (value: unknown) => string> = new Map<
  keyof GlueConfig,
  (value: unknown) => string
>([
  ['learningRate', (value) => `lr\u00a0${valueText(value)}`],
  ['rank', (value) => `r\u00a0${valueText(value)}`],
  ['alpha', (value) => `α ${valueText(value)}`],
  ['ramp', (value) => (value === 0 ? 'no ramp' : `ramp ${rampText(value)}`)],
  ['init', startText],
  ['search', (value) => (value === null || value === undefined ? 'rate given' : 'rate searched')],
]);

const stepsOf = ({ runs }: GlueSetting) =>
  runs.reduce((most, { record }) => Math.max(most, glueNumber(record.summary, 'steps') ?? 0), 0);

/** The setting with at most `limit` variants, those with the most seeds: results play no part in the choice. */
export function shownOf(setting: GlueSetting, limit: number): GlueSetting {
  const { variants } = setting;
  if (variants.length <= limit) return setting;
  const kept = new Set(variants.toSorted((a, b) => b.runs.length - a.runs.length).slice(0, limit));
  const shown = variants.filter((variant) => kept.has(variant));
  return {
    ...setting,
    variants: shown,
    runs: shown.flatMap(({ runs }) => runs),
    all: variants.length,
  };
}
