import {
  glueBasis,
  type GlueRun,
  glueSearches,
  glueSettingsIn,
  ownFirst,
  mechanismExperiment,
  mechanismOutcome,
  tieOutcome,
} from '@singlora/comparison';
import { distinctBy } from '@singlora/reporting';
import { judgedClaim } from '../ledger.ts';
import type { AdmittedRuns } from '../sources.ts';
import type { Ablation, AblationRuns } from './ablation.ts';
import { margin } from './differences.ts';
import { discover } from '../discover.ts';

const found = discover<Ablation>(
  import.meta.dirname,
  '.ablation.ts',
  (name) => import(`./${name}.ablation.ts`),
  ({ order }) => order,
);

/** Every ablation, one per file of this folder: NAME.ablation.ts shows the experiment NAME. */
export const ablations: readonly Ablation[] = (await found).map((one) => one.found);

/** Whether an experiment is an ablation or the mechanism's; its runs are not results of the suite. */
export const isAblation = (experiment: string): boolean =>
  experiment === mechanismExperiment || ablations.some(({ name }) => name === experiment);

export const commandOf = ({ name }: Pick<Ablation, 'name'>): string =>
  `npx nx run experiments:${name}`;

/** An ablation's runs: the most relevant setting of each task and model, the paper's own model first. */
export function measuredOf(
  { name }: Pick<Ablation, 'name'>,
  runs: readonly GlueRun[],
  limit: number,
): AblationRuns {
  const own = runs.filter(({ record }) => record.experiment === name);
  const settings = ownFirst(glueSettingsIn(own.filter(({ purpose }) => purpose === 'result')));
  const leading = distinctBy(settings, ({ task, model }) => [task, model]);
  const trials = own.filter(({ purpose }) => purpose === 'trial');
  return {
    settings: leading.slice(0, limit).map((setting) => ({
      ...setting,
      rates: { searches: glueSearches(setting, trials), margin },
    })),
    all: leading.length,
    trials,
  };
}

/**
 * An ablation with its records, and their finding on its claim. `judged` is the setting that
 * decides the claim: on the paper's own model, if recorded.
 */
export type MeasuredAblation = ReturnType<typeof ablationsOf>['all'][number];

export function ablationsOf({
  runs: recorded,
  admitted: { runs, otherVersions },
  limits,
}: AdmittedRuns) {
  const all = ablations.map((ablation) => {
    const measured = measuredOf(ablation, runs, limits.settings);
    return { ablation, ...measured, ...judgedOf(ablation, measured) };
  });
  const [mechanism, tie] = [mechanismOutcome(runs), tieOutcome(runs)];
  return { recorded, runs, otherVersions, all, mechanism, tie };
}

function judgedOf(ablation: Ablation, { settings }: AblationRuns) {
  const { says, place, about, title, name, judge } = ablation;
  return judgedClaim(
    {
      id: `ablations/${name}`,
      says,
      place,
      see: { title, anchor: name, command: commandOf(ablation) },
    },
    { settings, finding: judge, basis: (setting) => glueBasis([setting], about) },
  );
}
