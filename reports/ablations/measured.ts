import {
  glueBasis,
  type GlueRun,
  glueSearches,
  glueSettings,
  ownFirst,
} from '@singlora/comparison';
import { distinctBy, type Claim } from '@singlora/reporting';
import { judgedClaim } from '../ledger.ts';
import type { Ablation, AblationRuns } from './ablation.ts';
import { margin } from './differences.ts';

/** The command that measures an ablation. */
export const commandOf = ({ name }: Pick<Ablation, 'name'>): string =>
  `npx nx run experiments:${name}`;

/** Of each task and model the most telling setting, the paper's own model first. */
export function measuredOf(
  { name }: Pick<Ablation, 'name'>,
  runs: readonly GlueRun[],
  limit: number,
): AblationRuns {
  const own = runs.filter(({ record }) => record.experiment === name);
  const settings = ownFirst(glueSettings(own.filter(({ purpose }) => purpose === 'result')));
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

/** The claim is judged on the paper's own model where it is recorded. */
export function entryOf(ablation: Ablation, { settings }: AblationRuns): Claim {
  const { says, place, about, title, name, judge } = ablation;
  return judgedClaim(
    { says, place, see: { title, anchor: name, command: commandOf(ablation) } },
    { settings, finding: judge, basis: (setting) => glueBasis([setting], about) },
  );
}
