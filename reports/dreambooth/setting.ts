import {
  differingKeys,
  distinctBy,
  groupBy,
  methodColour,
  methodOrder,
  methodTitle,
  omit,
  pick,
  valueIn,
  type Config,
} from '@singlora/reporting';
import {
  dreamBoothBaselines,
  type DreamBoothRunConfig,
  type DreamBoothScoreName,
} from '@singlora/records';
import { valueText, wordsOf } from '../glue/words.ts';
import { clustersOf, type Clusters } from './clusters.ts';
import { numberOf, scoreNames, scoreOf, type DreamBoothRun } from './run.ts';
import { usesPaperSetup } from './stand-in.ts';

type Training = NonNullable<DreamBoothRunConfig['training']>;

/** By what runs of one setting may differ. */
const free: readonly (keyof DreamBoothRunConfig)[] = [
  'purpose',
  'search',
  'subject',
  'className',
  'seed',
  'method',
  'adapter',
  'training',
];

/** Of training, what must be equal where anything is trained. */
const length: readonly (keyof Training)[] = [
  'steps',
  'batchSize',
  'schedule',
  'prior',
  'minSnrGamma',
];

/** Of training, what makes no difference to a score. */
const withoutEffect: readonly (keyof Training)[] = ['microBatchSize', 'recompute', 'validateEvery'];

/** Runs that differ by nothing but subject and seed. */
export interface Variant {
  readonly label: string;
  readonly method: string;
  readonly colour: string;
  /** Of the first run. */
  readonly config: DreamBoothRunConfig;
  /** By subject and seed. */
  readonly runs: readonly DreamBoothRun[];
  /** Those whose training diverged; they are in no mean. */
  readonly diverged: readonly DreamBoothRun[];
}

/** Runs that may be compared: the same model, data, encoders, drawing and length of training. */
export interface Setting {
  readonly experiment: string;
  readonly config: DreamBoothRunConfig;
  readonly variants: readonly Variant[];
  /** The model without an adapter. */
  readonly floor: Variant | undefined;
  readonly runs: readonly DreamBoothRun[];
  /** By name. */
  readonly subjects: readonly string[];
  /** The scores that are there, in order. */
  readonly scores: readonly DreamBoothScoreName[];
  /** Whether its scores may stand beside the paper's. */
  readonly comparable: boolean;
}

/** Of `full` and `none`, what pages call them and how they are drawn. */
const baselines: ReadonlyMap<string, Pick<Variant, 'label' | 'colour'> & { order: number }> =
  new Map([
    [dreamBoothBaselines.floor, { label: 'No adapter', colour: 'var(--ink-2)', order: -1 }],
    [dreamBoothBaselines.full, { label: 'All weights', colour: 'var(--ink)', order: Infinity }],
  ]);

/** The method's title, or the baseline's. */
export const titleOf = (method: string): string =>
  baselines.get(method)?.label ?? methodTitle(method);

export const colourOf = (method: string): string =>
  baselines.get(method)?.colour ?? methodColour(method, [method]);

const orderOf = (method: string) => baselines.get(method)?.order ?? methodOrder(method);

/**
 * The settings of results, the most telling first: those of the paper's own model, data and encoders, smoke runs last, then by
 * subjects and runs. Of runs that are equal even in subject and seed, the first given counts.
 */
export function settingsOf(runs: readonly DreamBoothRun[]): Setting[] {
  const groups = groupBy(runs, ({ record, config }) => ({
    experiment: record.experiment,
    shared: omit(config, free),
    models: record.assets.flatMap(({ kind, id, sha256 }) =>
      kind === 'model' ? [{ id, sha256 }] : [],
    ),
  }));
  return groups
    .flatMap(byLength)
    .flatMap(settingOf)
    .sort(
      (a, b) =>
        Number(b.comparable) - Number(a.comparable) ||
        Number(a.config.preset === 'smoke') - Number(b.config.preset === 'smoke') ||
        b.subjects.length - a.subjects.length ||
        b.runs.length - a.runs.length,
    );
}

/** The floor, which trains nothing, goes with every length of training. */
function byLength(group: readonly DreamBoothRun[]): DreamBoothRun[][] {
  const trained = group.filter(({ config }) => config.training !== null);
  const untrained = group.filter(({ config }) => config.training === null);
  const lengths = groupBy(trained, ({ config }) => pick(config.training ?? {}, length));
  return lengths.length > 0 ? lengths.map((own) => [...own, ...untrained]) : [untrained];
}

function settingOf(runs: readonly DreamBoothRun[]): Setting[] {
  const variants = variantsOf(runs);
  const scored = variants.flatMap((variant) => variant.runs);
  const first = scored.find(({ config }) => config.training !== null) ?? scored[0];
  if (!first) return [];
  const subjects = new Set(scored.map(({ config }) => config.subject));
  return [
    {
      experiment: first.record.experiment,
      config: first.config,
      variants,
      floor: variants.find(({ method }) => method === dreamBoothBaselines.floor),
      runs: scored,
      subjects: [...subjects].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
      scores: scoreNames.filter((name) => scored.some((run) => scoreOf(run, name) !== undefined)),
      comparable: usesPaperSetup(first),
    },
  ];
}

/** What a run is, but for subject and seed, and for how its rate was found. */
export const variantConfig = ({ method, adapter, training }: DreamBoothRunConfig): Config => ({
  method,
  ...adapter,
  ...omit(training ?? {}, withoutEffect),
});

function variantsOf(runs: readonly DreamBoothRun[]): Variant[] {
  const groups = groupBy(runs, ({ config }) => variantConfig(config))
    .map((group) => distinctBy(group, ({ config: { subject, seed } }) => [subject, seed]))
    .filter((group) => group.some((run) => run.scored || run.diverged));
  const labelOf = labels(groups.flatMap((group) => group[0]?.config ?? []));
  return groups
    .flatMap((group): Variant[] => {
      const first = group.find((run) => run.scored) ?? group[0];
      if (!first) return [];
      const { method } = first.config;
      const bySubject = group.toSorted(
        ({ config: a }, { config: b }) =>
          a.subject.localeCompare(b.subject, 'en', { numeric: true }) || a.seed - b.seed,
      );
      return [
        {
          label: labelOf(first.config),
          method,
          colour: colourOf(method),
          config: first.config,
          runs: bySubject.filter((run) => run.scored),
          diverged: bySubject.filter((run) => run.diverged),
        },
      ];
    })
    .sort(
      (a, b) =>
        orderOf(a.method) - orderOf(b.method) ||
        (a.config.adapter?.rank ?? 0) - (b.config.adapter?.rank ?? 0) ||
        a.label.localeCompare(b.label, 'en', { numeric: true }),
    );
}

/** "SingLoRA r16", and what sets it apart from others of the method and rank. */
function labels(all: readonly DreamBoothRunConfig[]): (config: DreamBoothRunConfig) => string {
  const nameOf = ({ method, adapter }: DreamBoothRunConfig) =>
    adapter ? `${titleOf(method)} r${adapter.rank}` : titleOf(method);
  const keysOf = new Map(
    groupBy(all, nameOf).map((alike) => [
      alike[0] && nameOf(alike[0]),
      differingKeys(alike.map(variantConfig)),
    ]),
  );
  return (config) => {
    const name = nameOf(config);
    const marks = (keysOf.get(name) ?? []).map((key) => {
      const word = key === 'learningRate' ? 'lr' : wordsOf(key);
      return `${word} ${valueText(valueIn(variantConfig(config), key))}`;
    });
    return [name, ...marks].join(', ');
  };
}

/** A number of a variant's summaries, put together by subject. */
export function clustered({ runs }: Pick<Variant, 'runs'>, key: string): Clusters | undefined {
  return clustersOf(
    runs.flatMap(({ record, config: { subject, seed } }) => {
      const value = numberOf(record, key);
      return value === undefined ? [] : [{ subject, seed, value }];
    }),
  );
}

/** Trained parameters, as recorded. */
export const parametersOf = ({ runs: [first] }: Variant): number | undefined =>
  first && numberOf(first.record, 'trainableParameters');

/** The score that tells whether the prompt was followed: the paper's where it is there. */
export const promptScore = ({ scores }: Setting): DreamBoothScoreName | undefined =>
  (['clipText', 'scene'] as const).find((name) => scores.includes(name));
