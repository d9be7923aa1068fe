import {
  byName,
  distinctBy,
  groupBy,
  methodOrder,
  methodTitle,
  omit,
  type Config,
} from '@singlora/reporting/text';
import { dreamBoothBaselines } from '@singlora/records';
import type { RateSearch } from '../search.ts';
import { labelled, ordered, type Side } from '../side.ts';
import { isPapersStart, startText, valueText } from '../words.ts';
import { clustersOf, type Clusters } from './clusters.ts';
import type { DreamBoothConfig } from '../settings-in-words.ts';
import { numberOf, type DreamBoothRun } from './run.ts';

type Training = NonNullable<DreamBoothConfig['training']>;

/** The training settings that have no effect on a score. */
const withoutEffect: readonly (keyof Training)[] = ['microBatchSize', 'recompute', 'validateEvery'];

/** Runs that differ only in subject and seed, ordered by these. */
export interface DreamBoothVariant extends Side<DreamBoothRun> {
  readonly config: DreamBoothConfig;
  /** Runs whose training diverged; no mean includes them. */
  readonly diverged: readonly DreamBoothRun[];
  /** The search for its learning rate; undefined where the rate was given, or no trial is recorded. */
  readonly search?: RateSearch<DreamBoothVariant> | undefined;
}

/** The baselines' labels on pages, and their positions among the methods. */
const baselines: ReadonlyMap<string, { readonly label: string; readonly order: number }> = new Map([
  [dreamBoothBaselines.floor, { label: 'No adapter', order: -1 }],
  [dreamBoothBaselines.full, { label: 'All weights', order: Infinity }],
]);

/** The method's title, or the baseline's, with the adapter's rank, and its start where it is not the paper's. */
export function variantTitle({ method, adapter }: Pick<DreamBoothConfig, 'method' | 'adapter'>) {
  const title = baselines.get(method)?.label ?? methodTitle(method);
  if (!adapter) return title;
  const start = isPapersStart(adapter.init) ? '' : `, ${startText(adapter.init)}`;
  return `${title} r${adapter.rank}${start}`;
}

const orderOf = (method: string) => baselines.get(method)?.order ?? methodOrder(method);

/** A run's configuration without its subject, its seed and the search for its rate. */
export const pictureVariantConfig = ({ method, adapter, training }: DreamBoothConfig): Config => ({
  method,
  ...adapter,
  ...omit(training ?? {}, withoutEffect),
});

/** The variants by method and rank, the floor first. */
export function variantsOf(runs: readonly DreamBoothRun[]): DreamBoothVariant[] {
  const groups = groupBy(runs, ({ config }) => pictureVariantConfig(config))
    .map((group) => distinctBy(group, ({ config: { subject, seed } }) => [subject, seed]))
    .filter((group) => group.some((run) => run.scored || run.diverged));
  const labelOf = labelled(
    groups.flatMap((group) => group[0]?.config ?? []),
    {
      nameOf: variantTitle,
      configOf: pictureVariantConfig,
      markOf: (key) => (key === 'learningRate' ? (value) => `lr ${valueText(value)}` : undefined),
    },
  );
  const variants = groups.flatMap((group): DreamBoothVariant[] => {
    const first = group.find((run) => run.scored) ?? group[0];
    if (!first) return [];
    const { config } = first;
    const bySubject = group.toSorted(
      ({ config: a }, { config: b }) => byName(a.subject, b.subject) || a.seed - b.seed,
    );
    return [
      {
        label: labelOf(config),
        method: config.method,
        config,
        runs: bySubject.filter((run) => run.scored),
        diverged: bySubject.filter((run) => run.diverged),
      },
    ];
  });
  return ordered(variants, orderOf);
}

/** One value of a variant's summaries, grouped by subject. */
export function clustered(
  { runs }: Pick<DreamBoothVariant, 'runs'>,
  key: string,
): Clusters | undefined {
  return clustersOf(
    runs.flatMap(({ record, config: { subject, seed } }) => {
      const value = numberOf(record, key);
      return value === undefined ? [] : [{ subject, seed, value }];
    }),
  );
}

/** Trained parameters, as recorded. */
export const parametersOf = ({ runs: [first] }: Pick<DreamBoothVariant, 'runs'>) =>
  first && numberOf(first.record, 'trainableParameters');
