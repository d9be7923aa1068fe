import type { GlueRunConfig, GlueTask } from '@singlora/records';
import type { FollowUp, Plan, Stage } from '@singlora/runner';
import { adapterOf } from '../training/adapter.ts';
import { adaptersOf, givenRateOf, type MethodAtRank } from '../training/methods.ts';
import { resolveGlueRun } from './run-config.ts';
import { chosenRate, widerRates } from './search.ts';
import type { GlueSettings } from './settings.ts';

type Asked = readonly [task: GlueTask, settings: GlueSettings, preset: string];

/**
 * The results, or the trials of a search for their rates. Trials are followed by further ones where the search
 * continues, else by the results at the chosen rates.
 */
export function glueStage(...asked: Asked): Stage<GlueRunConfig> {
  const [, { lr, search }] = asked;
  return lr === 'search'
    ? { runs: trialsAt(search.rates, asked), follow: afterTrials(search.rates, asked) }
    : { runs: results(asked, (method) => givenRateOf(lr, method)) };
}

function afterTrials(tried: readonly number[], asked: Asked): FollowUp<GlueRunConfig> {
  const [, settings] = asked;
  const { rates, wider: goesOn } = settings.search;
  const [anyRate = NaN] = rates;
  return {
    alike: results(asked, () => anyRate),
    plan(trials) {
      const rateOf = (variant: MethodAtRank) =>
        chosenRate({ name: variant.name, adapter: adapterOf(settings.adapter, variant) }, trials);
      const bests = adaptersOf(settings).map(rateOf);
      const wider = goesOn ? widerRates(rates, tried, bests) : [];
      return wider.length > 0
        ? { runs: trialsAt(wider, asked), follow: afterTrials([...tried, ...wider], asked) }
        : { runs: results(asked, rateOf) };
    },
  };
}

/** A trial for each seed, rate and method. */
function trialsAt(rates: readonly number[], asked: Asked): Plan<GlueRunConfig>[] {
  const [task, settings] = asked;
  const { search } = settings;
  return search.seeds.flatMap((seed) =>
    rates.flatMap((learningRate) =>
      adaptersOf(settings).map((variant) => ({
        label: `${task.name} · ${variant.name} · trial of rate ${learningRate} · seed ${seed}`,
        config: resolveGlueRun(...asked, { variant, seed, learningRate, search, purpose: 'trial' }),
      })),
    ),
  );
}

/** One run per method and seed. Seeds are the outer loop, so that early results compare methods. */
function results(asked: Asked, rateOf: (adapter: MethodAtRank) => number): Plan<GlueRunConfig>[] {
  const [task, settings] = asked;
  const { lr, found, search } = settings;
  const rated = adaptersOf(settings).map((variant) => ({ variant, learningRate: rateOf(variant) }));
  return settings.seeds.flatMap((seed) =>
    rated.map(({ variant, learningRate }) => ({
      label: `${task.name} · ${variant.name} · rate ${learningRate} · seed ${seed}`,
      config: resolveGlueRun(...asked, {
        variant,
        seed,
        learningRate,
        ...(lr === learningRate && found?.learningRate === learningRate
          ? found
          : { purpose: 'result', search: lr === 'search' ? search : null }),
      }),
    })),
  );
}
