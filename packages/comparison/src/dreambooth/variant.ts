import {
  byName,
  distinctBy,
  groupBy,
  methodOrder,
  methodTitle,
  omit,
  sortedBy,
  type Config,
} from '@singlora/reporting/text';
import { dreamBoothBaselines, dreamBoothProtocol } from '@singlora/records';
import type { RateSearch } from '../search.ts';
import { labelled, mostOf, ordered, type Side } from '../side.ts';
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

/** An adapter at every rate and number of steps that it was drawn at. */
export type DreamBoothFront = ReturnType<typeof frontsOf>[number];

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
export const variantConfig = ({ method, adapter, training }: DreamBoothConfig): Config => ({
  method,
  ...adapter,
  ...omit(training ?? {}, withoutEffect),
});

/** The variants by method and rank, the floor first. */
export function variantsOf(runs: readonly DreamBoothRun[]): DreamBoothVariant[] {
  const groups = groupBy(runs, ({ config }) => variantConfig(config))
    .map((group) => distinctBy(group, ({ config: { subject, seed } }) => [subject, seed]))
    .filter((group) => group.some((run) => run.scored || run.diverged));
  const labelOf = labelled(
    groups.flatMap((group) => group[0]?.config ?? []),
    {
      nameOf: variantTitle,
      configOf: variantConfig,
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

/** The distance from the paper's learning rate and number of steps, in octaves. */
const farFromPaper = ({ config: { training } }: DreamBoothVariant): readonly number[] => {
  const { learningRate, steps } = dreamBoothProtocol;
  const octaves = (own = NaN, theirs: number) => Math.abs(Math.log2(own / theirs));
  return [octaves(training?.learningRate, learningRate) + octaves(training?.steps, steps)];
};

/** The variants of each adapter. */
export function frontsOf(variants: readonly DreamBoothVariant[]) {
  const ownConfig = ({ config }: Pick<DreamBoothVariant, 'config'>) =>
    omit(variantConfig(config), ['learningRate', 'steps']);
  const groups = groupBy(
    variants.filter(({ config }) => config.adapter !== null),
    ownConfig,
  );
  const labelOf = labelled(
    groups.flatMap((points) => points.slice(0, 1)),
    { nameOf: ({ config }) => variantTitle(config), configOf: ownConfig },
  );
  return groups.flatMap((points) => {
    // The variant with the most runs represents the adapter where only one can; of equals, the nearest to the paper's rate and steps.
    const leading = mostOf(sortedBy(points, farFromPaper), ({ runs }) => runs.length);
    if (!leading) return [];
    const { method, config } = leading;
    const runs: DreamBoothVariant['runs'] = points.flatMap((point) => point.runs);
    return [{ label: labelOf(leading), method, config, runs, points, leading }];
  });
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
