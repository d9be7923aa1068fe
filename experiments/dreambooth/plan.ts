import { isDeepStrictEqual } from 'node:util';
import {
  dreamBoothNumber,
  type DreamBoothRunConfig,
  type RecordedAdapter,
  type SubjectRateSearch,
} from '@singlora/records';
import { misuse, type Finished, type Plan, type Stage } from '@singlora/runner';
import { bestTriedRate } from '../training/learning-rates.ts';
import { adapterOf } from '../training/adapter.ts';
import { adaptersOf, givenRateOf, type MethodAtRank } from '../training/methods.ts';
import { candidatesOf, type Candidates } from './candidates.ts';
import { resolveDreamBoothRun, type RunChoice } from './run-config.ts';
import type { DreamBoothSettings } from './settings.ts';

/** The results, or the trials of a search for their rates, which the results at the chosen rates follow. */
export function dreamBoothStage(
  settings: DreamBoothSettings,
  preset: string,
): Stage<DreamBoothRunConfig> {
  const { lr } = settings;
  const candidates = candidatesOf(settings);
  const resultsAt = (rateOf: (variant: MethodAtRank) => number) =>
    results(settings, preset, candidates, rateOf);
  if (lr !== 'search') return { runs: resultsAt((variant) => givenRateOf(lr, variant)) };
  if (candidates.trials.length === 0)
    throw misuse`A search for learning rates needs subjects without results to try on${
      settings.subject === undefined
        ? ': give --search-subjects, or a rate with --lr.'
        : ', and beside --subject there are none: give a rate with --lr.'
    }`;
  const search = searchOf(settings, candidates);
  const purpose = 'trial';
  const runs = search.seeds.flatMap((seed) =>
    candidates.trials.flatMap((candidate) =>
      search.rates.flatMap((learningRate) =>
        adaptersOf(settings).map((variant) =>
          plan(settings, preset, { purpose, search, seed, candidate, variant, learningRate }),
        ),
      ),
    ),
  );
  const chosenIn = (trials: readonly Finished<DreamBoothRunConfig>[]) =>
    resultsAt((variant) => chosenRate(variant.name, adapterOf(settings.adapter, variant), trials));
  return {
    runs,
    follow: {
      alike: resultsAt(() => search.rates[0] ?? NaN),
      plan: (trials) => ({ runs: chosenIn(trials) }),
    },
  };
}

const searchOf = ({ search }: DreamBoothSettings, { trials }: Candidates): SubjectRateSearch => ({
  ...search,
  subjects: trials.map(({ name }) => name),
});

/** The rate whose trials have the highest fidelity, among trials of exactly this adapter. Throws as `bestRate`. */
function chosenRate(
  name: string,
  adapter: RecordedAdapter,
  trials: readonly Finished<DreamBoothRunConfig>[],
): number {
  const own = trials.filter(({ config }) => isDeepStrictEqual(config.adapter, adapter));
  return bestTriedRate(
    name,
    own.map(({ config, summary }) => ({
      rate: config.training?.learningRate ?? NaN,
      score: summary[dreamBoothNumber.mean('fidelity')] ?? NaN,
    })),
  );
}

/** One run per baseline or adapter, subject and seed. Seeds are the outer loop, so that early results compare all methods. */
function results(
  settings: DreamBoothSettings,
  preset: string,
  candidates: Candidates,
  rateOf: (variant: MethodAtRank) => number,
): Plan<DreamBoothRunConfig>[] {
  const { lr, found } = settings;
  const search = lr === 'search' ? searchOf(settings, candidates) : null;
  const baselines: Compared[] = settings.baselines.map((name) => ({
    variant: { name, method: name, rank: null },
    learningRate: name === 'full' ? settings.fullLr : null,
    search: null,
  }));
  const adapters = adaptersOf(settings).map((variant): Compared => ({
    variant,
    learningRate: rateOf(variant),
    search,
  }));
  return settings.seeds.flatMap((seed) =>
    candidates.results.flatMap((candidate) =>
      [...baselines, ...adapters].map((compared) =>
        plan(settings, preset, {
          purpose: 'result',
          seed,
          candidate,
          ...compared,
          ...(found &&
          candidate.name === found.subject &&
          compared.learningRate === found.learningRate
            ? { purpose: found.purpose, search: found.search }
            : {}),
        }),
      ),
    ),
  );
}

type Compared = Pick<RunChoice, 'variant' | 'learningRate' | 'search'>;

function plan(
  settings: DreamBoothSettings,
  preset: string,
  choice: RunChoice,
): Plan<DreamBoothRunConfig> {
  const { purpose, candidate, variant, learningRate, seed } = choice;
  const parts = [
    candidate.name,
    variant.rank === null ? variant.name : `${variant.method} of rank ${variant.rank}`,
    ...(learningRate === null
      ? []
      : [`${purpose === 'trial' ? 'trial of rate' : 'rate'} ${learningRate}`]),
    `seed ${seed}`,
  ];
  return { label: parts.join(' · '), config: resolveDreamBoothRun(settings, preset, choice) };
}
