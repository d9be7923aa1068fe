import type { GlueRunConfig, GlueTask } from '@singlora/records';
import type { FollowUp, Plan } from '@singlora/runner';
import { givenRateOf, methodsAtRanks, type MethodAtRank } from '../training/methods.ts';
import { resolveRun } from './run-config.ts';
import { chosenRate, searchOf, widerRates } from './search.ts';
import type { GlueSettings } from './settings.ts';

/** The runs that can be planned from the start: the results, or the trials of a search for their rates. */
export function planGlueRuns(
  task: GlueTask,
  settings: GlueSettings,
  preset: string,
): Plan<GlueRunConfig>[] {
  const { lr } = settings;
  return lr === 'search'
    ? trialsAt(settings.searchRates, task, settings, preset)
    : results(task, settings, preset, (method) => givenRateOf(lr, method));
}

/**
 * What depends on a search's trials: more of them where it is to go on, else the results at the rates that they chose;
 * undefined where the rates were given.
 */
export function followGlueRuns(
  task: GlueTask,
  settings: GlueSettings,
  preset: string,
): FollowUp<GlueRunConfig> | undefined {
  return settings.lr === 'search'
    ? afterTrials(settings.searchRates, task, settings, preset)
    : undefined;
}

function afterTrials(
  tried: readonly number[],
  task: GlueTask,
  settings: GlueSettings,
  preset: string,
): FollowUp<GlueRunConfig> {
  const [anyRate = NaN] = settings.searchRates;
  return {
    alike: results(task, settings, preset, () => anyRate),
    plan(trials) {
      const bests = adaptersOf(settings).map((adapter) => chosenRate(adapter, trials));
      const wider = settings.searchWider ? widerRates(settings.searchRates, tried, bests) : [];
      return wider.length > 0
        ? {
            runs: trialsAt(wider, task, settings, preset),
            follow: afterTrials([...tried, ...wider], task, settings, preset),
          }
        : {
            runs: results(task, settings, preset, (adapter) => chosenRate(adapter, trials)),
          };
    },
  };
}

const adaptersOf = ({ methods, rank }: GlueSettings): MethodAtRank[] =>
  methodsAtRanks(methods, rank);

/** A trial for each seed, rate and method. */
function trialsAt(
  rates: readonly number[],
  task: GlueTask,
  settings: GlueSettings,
  preset: string,
): Plan<GlueRunConfig>[] {
  const search = searchOf(settings);
  return settings.searchSeeds.flatMap((seed) =>
    rates.flatMap((learningRate) =>
      adaptersOf(settings).map(({ name, method, rank }) => ({
        label: `${task.name} · ${name} · trial of rate ${learningRate} · seed ${seed}`,
        config: resolveRun(task, settings, preset, {
          method,
          rank,
          seed,
          learningRate,
          search,
          purpose: 'trial',
        }),
      })),
    ),
  );
}

/** One run a method and seed, seeds outermost so that early results compare methods. */
function results(
  task: GlueTask,
  settings: GlueSettings,
  preset: string,
  rateOf: (adapter: MethodAtRank) => number,
): Plan<GlueRunConfig>[] {
  const search = settings.lr === 'search' ? searchOf(settings) : null;
  const rated = adaptersOf(settings).map((adapter) => ({
    ...adapter,
    learningRate: rateOf(adapter),
  }));
  return settings.seeds.flatMap((seed) =>
    rated.map(({ name, method, rank, learningRate }) => ({
      label: `${task.name} · ${name} · rate ${learningRate} · seed ${seed}`,
      config: resolveRun(task, settings, preset, {
        method,
        rank,
        seed,
        learningRate,
        search,
        purpose: 'result',
      }),
    })),
  );
}
