import type { GlueRunConfig, GlueTask } from '@singlora/records';
import type { FollowUp, Plan } from '@singlora/runner';
import { givenRate } from '../training/learning-rates.ts';
import { resolveRun } from './run-config.ts';
import { chosenRate, searchOf } from './search.ts';
import type { GlueSettings } from './settings.ts';

/** The runs that can be planned from the start: the results, or the trials of a search for their rates. */
export function planGlueRuns(
  task: GlueTask,
  settings: GlueSettings,
  preset: string,
): Plan<GlueRunConfig>[] {
  const { lr } = settings;
  if (lr !== 'search') {
    return results(task, settings, preset, (method) => givenRate(lr, method));
  }
  const { searchSeeds, searchRates, methods } = settings;
  const search = searchOf(settings);
  return searchSeeds.flatMap((seed) =>
    searchRates.flatMap((learningRate) =>
      methods.map((method) => ({
        label: `${task.name} · ${method} · trial of rate ${learningRate} · seed ${seed}`,
        config: resolveRun(task, settings, preset, {
          method,
          seed,
          learningRate,
          search,
          purpose: 'trial',
        }),
      })),
    ),
  );
}

/** The results at the rates that a search's trials chose; undefined where the rates were given. */
export function followGlueRuns(
  task: GlueTask,
  settings: GlueSettings,
  preset: string,
): FollowUp<GlueRunConfig> | undefined {
  if (settings.lr !== 'search') return undefined;
  const [anyRate = NaN] = settings.searchRates;
  return {
    alike: results(task, settings, preset, () => anyRate),
    plan: (trials) => results(task, settings, preset, (method) => chosenRate(method, trials)),
  };
}

/** One run a method and seed, seeds outermost so that early results compare methods. */
function results(
  task: GlueTask,
  settings: GlueSettings,
  preset: string,
  rateOf: (method: string) => number,
): Plan<GlueRunConfig>[] {
  const rates = new Map(settings.methods.map((method) => [method, rateOf(method)]));
  const search = settings.lr === 'search' ? searchOf(settings) : null;
  return settings.seeds.flatMap((seed) =>
    [...rates].map(([method, learningRate]) => ({
      label: `${task.name} · ${method} · rate ${learningRate} · seed ${seed}`,
      config: resolveRun(task, settings, preset, {
        method,
        seed,
        learningRate,
        search,
        purpose: 'result',
      }),
    })),
  );
}
