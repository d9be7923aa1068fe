import { identityOf, type AssetRecord } from '@singlora/tracking';
import type { Experiment, Plan } from './experiment.ts';
import type { RunSeries } from './series.ts';

/** The name under which an experiment's runs are recorded. */
export const recordedName = ({ recordedAs, name }: Experiment): string => recordedAs ?? name;

/** The models and data that a planned run uses. */
export const assetsFor = (
  { session }: Pick<RunSeries, 'session'>,
  plan: Plan<unknown>,
): readonly AssetRecord[] => [...session.assets, ...(session.assetsOf?.(plan) ?? [])];

/** The identity that a planned run is recorded with. */
export const identityFor = (
  series: Pick<RunSeries, 'experiment' | 'code' | 'session'>,
  plan: Plan<unknown>,
): string =>
  identityOf({
    experiment: recordedName(series.experiment),
    config: plan.config,
    code: series.code.sha256,
    assets: assetsFor(series, plan),
  });
