import { dreamBoothNumber, type DreamBoothRunConfig } from '@singlora/records';
import { distinctBy, groupBy, omit, pick } from '@singlora/reporting';
import { clustersOf, type Clusters } from './clusters.ts';
import { numberOf, type DreamBoothRun } from './run.ts';
import type { Setting } from './setting.ts';
import { variantConfig, type Variant } from './variant.ts';

/** What trials at one rate scored. */
export interface RateTrial {
  readonly rate: number;
  /** Of fidelity, over the search's subjects; absent where all diverged. */
  readonly found: Clusters | undefined;
  readonly trials: number;
  readonly diverged: number;
}

/** The search for a variant's learning rate. */
export interface RateSearch {
  readonly variant: Variant;
  readonly chosen: number;
  readonly rates: readonly RateTrial[];
}

/** What must be equal for a trial to have served a result. */
const shared: readonly (keyof DreamBoothRunConfig)[] = [
  ...(['preset', 'model', 'data', 'identifier', 'resolution', 'encoder', 'method'] as const),
];

/** But for the rate. How long a trial trains, and how many pictures it draws, may be less. */
const served = (config: DreamBoothRunConfig) => ({
  ...pick(config, shared),
  adapter: config.adapter,
  training: omit(variantConfig({ ...config, adapter: null }), ['learningRate', 'steps', 'method']),
});

/** The searches behind a setting's results, one a variant whose trials are recorded. */
export function searchesOf(
  { variants, experiment }: Setting,
  trials: readonly DreamBoothRun[],
): RateSearch[] {
  const own = trials.filter(({ record }) => record.experiment === experiment);
  return variants.flatMap((variant): RateSearch[] => {
    const { config } = variant;
    const [group = []] = groupBy([{ config }, ...own], (one) => served(one.config));
    const tried = group.flatMap((one) => ('record' in one ? [one] : []));
    if (!config.training || tried.length === 0) return [];
    const once = distinctBy(tried, ({ config: { subject, seed, training } }) => [
      ...[subject, seed, training?.learningRate],
    ]);
    const rates = groupBy(once, (trial) => trial.config.training?.learningRate)
      .map(rateTrial)
      .filter((trial) => trial.trials > 0)
      .sort((a, b) => a.rate - b.rate);
    return rates.length > 0 ? [{ variant, rates, chosen: config.training.learningRate }] : [];
  });
}

function rateTrial(group: readonly DreamBoothRun[]): RateTrial {
  const scored = group.filter((run) => run.scored);
  const lost = group.filter((run) => run.diverged);
  return {
    rate: group[0]?.config.training?.learningRate ?? NaN,
    trials: scored.length + lost.length,
    diverged: lost.length,
    found: clustersOf(
      scored.flatMap(({ record, config: { subject, seed } }) => {
        const value = numberOf(record, dreamBoothNumber.mean('fidelity'));
        return value === undefined ? [] : [{ subject, seed, value }];
      }),
    ),
  };
}
