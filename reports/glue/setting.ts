import {
  binomialStandardError,
  differingKeys,
  distinctBy,
  estimate,
  format,
  groupBy,
  omit,
  pick,
  type Config,
  type Estimate,
} from '@singlora/reporting';
import { methodTitle } from '../methods.ts';
import type { GlueRun } from './run.ts';

/** What must be equal before two accuracies may stand in one table. */
const sharedKeys = [
  'task',
  'preset',
  'model',
  'split',
  'trainRows',
  'evalRows',
  'epochs',
  'maxSteps',
  'batchSize',
  'maxLength',
];

/** A finished run with its accuracy. */
export type ScoredRun = GlueRun & { readonly accuracy: number };

/** Runs that differ by nothing but the seed. */
export interface Variant {
  readonly label: string;
  readonly method: string;
  readonly config: Config;
  /** By seed. */
  readonly runs: readonly ScoredRun[];
  readonly accuracy: Estimate;
  /** Over seeds; with one seed, binomial over the dev rows. */
  readonly standardError: number;
}

/** Runs that may be compared: the same model, rows and length of training. */
export interface Setting {
  readonly task: string;
  readonly model: string;
  readonly rows: GlueRun['rows'];
  readonly config: Config;
  readonly variants: readonly Variant[];
  readonly runs: readonly ScoredRun[];
  readonly trainRows: number;
  readonly evalRows: number;
  readonly majority: number | undefined;
}

/**
 * The settings of scored runs, the most telling first: real rows before built-in ones, then by
 * training rows and steps. Of runs that are equal even in their seed, the first given counts.
 */
export function settingsOf(runs: readonly ScoredRun[]): Setting[] {
  const groups = groupBy(runs, ({ record, rows }) => ({
    rows,
    config: pick(record.config, sharedKeys),
    content: record.assets
      .map(({ kind, id, sha256 }) => ({ kind, id, sha256 }))
      .sort((a, b) => a.kind.localeCompare(b.kind)),
  }));
  return groups
    .flatMap(settingOf)
    .sort(
      (a, b) =>
        Number(a.rows === 'built-in') - Number(b.rows === 'built-in') ||
        b.trainRows - a.trainRows ||
        stepsOf(b) - stepsOf(a) ||
        b.evalRows - a.evalRows,
    );
}

function settingOf(runs: readonly ScoredRun[]): Setting[] {
  const [first] = runs;
  if (!first) return [];
  const { summary, config } = first.record;
  const variants = variantsOf(runs);
  return [
    {
      task: first.task,
      model: first.model,
      rows: first.rows,
      config: pick(config, sharedKeys),
      variants,
      runs: variants.flatMap((variant) => variant.runs),
      trainRows: summary['trainRows'] ?? NaN,
      evalRows: summary['evalRows'] ?? NaN,
      majority: summary['majorityAccuracy'],
    },
  ];
}

function variantsOf(runs: readonly ScoredRun[]): Variant[] {
  const groups = groupBy(runs, ({ record }) => omit(record.config, ['seed'])).map((group) =>
    distinctBy(group, ({ seed }) => seed).sort((a, b) => a.seed - b.seed),
  );
  return groups
    .flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const alike = groups
        .flatMap((other) => other.slice(0, 1))
        .filter(({ method }) => method === first.method);
      const accuracy = estimate(group.map((run) => run.accuracy));
      const rows = first.record.summary['evalRows'] ?? NaN;
      return {
        label: labelOf(first, alike),
        method: first.method,
        config: first.record.config,
        runs: group,
        accuracy,
        standardError: accuracy.standardError ?? binomialStandardError(accuracy.mean, rows),
      };
    })
    .sort(
      (a, b) =>
        methodTitle(a.method).localeCompare(methodTitle(b.method)) ||
        a.label.localeCompare(b.label),
    );
}

/** The method's name, and what sets this variant apart from others of the method. */
function labelOf(run: ScoredRun, alike: readonly ScoredRun[]): string {
  const keys = differingKeys(alike.map(({ record }) => omit(record.config, ['seed'])));
  const marks = keys.map(
    (key) => `${symbols[key] ?? wordsOf(key)} ${valueText(run.record.config[key])}`,
  );
  return [methodTitle(run.method), ...marks].join(', ');
}

/** Short names of what labels are most often about. */
const symbols: Readonly<Record<string, string>> = {
  learningRate: 'lr',
  rank: 'r',
  alpha: 'α',
  ramp: 'T',
};

/** `learningRate` → "learning rate". */
const wordsOf = (key: string) => key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** A value of a configuration in words. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'number') return format.setting(value);
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, item]) => `${wordsOf(key)} ${valueText(item)}`)
      .join(', ');
  return JSON.stringify(value);
}

const stepsOf = ({ runs }: Setting) =>
  Math.max(0, ...runs.map(({ record }) => record.summary['steps'] ?? 0));
