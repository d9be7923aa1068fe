import {
  differingKeys,
  distinctBy,
  groupBy,
  methodColour,
  methodOrder,
  methodTitle,
  omit,
  valueIn,
  type Config,
} from '@singlora/reporting';
import { dreamBoothBaselines, type DreamBoothRunConfig } from '@singlora/records';
import { valueText, wordsOf } from '../glue/words.ts';
import { clustersOf, type Clusters } from './clusters.ts';
import { numberOf, type DreamBoothRun } from './run.ts';

type Training = NonNullable<DreamBoothRunConfig['training']>;

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

/** Of `full` and `none`, what pages call them and how they are drawn. */
const baselines: ReadonlyMap<string, Pick<Variant, 'label' | 'colour'> & { order: number }> =
  new Map([
    [dreamBoothBaselines.floor, { label: 'No adapter', colour: 'var(--ink-2)', order: -1 }],
    [dreamBoothBaselines.full, { label: 'All weights', colour: 'var(--ink)', order: Infinity }],
  ]);

/** The method's title, or the baseline's. */
export const titleOf = (method: string): string =>
  baselines.get(method)?.label ?? methodTitle(method);

const colourOf = (method: string): string =>
  baselines.get(method)?.colour ?? methodColour(method, [method]);

const orderOf = (method: string) => baselines.get(method)?.order ?? methodOrder(method);

/** What a run is, but for subject and seed, and for how its rate was found. */
export const variantConfig = ({ method, adapter, training }: DreamBoothRunConfig): Config => ({
  method,
  ...adapter,
  ...omit(training ?? {}, withoutEffect),
});

/** By method and rank, the floor first. */
export function variantsOf(runs: readonly DreamBoothRun[]): Variant[] {
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
