import type { Finished } from '@singlora/runner';
import { holdout, scoreOf, type GlueRunConfig, type RateSearch } from '@singlora/records';
import { bestRate } from '../training/learning-rates.ts';
import type { GlueSettings } from './settings.ts';

export function searchOf(settings: GlueSettings): RateSearch {
  const { searchRates: rates, searchSeeds: seeds, holdoutRows, trialRows = 'rest' } = settings;
  return { rates, seeds, holdoutRows, trialRows };
}

/** The rate whose trials score best on the rows held out. Throws as `bestRate`. */
export function chosenRate(method: string, trials: readonly Finished<GlueRunConfig>[]): number {
  const own = trials.filter(({ config }) => config.method === method);
  return bestRate(
    method,
    own.map(({ config, summary }) => ({
      rate: config.learningRate,
      score: scoreOf(summary, holdout, config.metrics[0] ?? '') ?? NaN,
    })),
  );
}
