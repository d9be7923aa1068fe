import { UsageError, type Finished } from '@singlora/runner';
import { holdout, scoreOf, type GlueRunConfig, type RateSearch } from '@singlora/records';
import type { GlueSettings } from './settings.ts';

export function searchOf(settings: GlueSettings): RateSearch {
  const { searchRates: rates, searchSeeds: seeds, holdoutRows, trialRows = 'rest' } = settings;
  return { rates, seeds, holdoutRows, trialRows };
}

/**
 * The rate whose trials have the highest mean of the headline metric; the lowest of equal ones. A trial that diverged
 * counts as the worst of all.
 * @throws UsageError where every rate of the method diverged
 */
export function bestRate(method: string, trials: readonly Finished<GlueRunConfig>[]): number {
  const own = trials.filter(({ config }) => config.method === method);
  const rates = [...new Set(own.map(({ config }) => config.learningRate))].sort((a, b) => a - b);
  let best = { rate: NaN, score: -Infinity };
  for (const rate of rates) {
    const scores = own
      .filter(({ config }) => config.learningRate === rate)
      .map(({ config, summary }) => scoreOf(summary, holdout, config.metrics[0] ?? '') ?? NaN);
    const score = scores.reduce((sum, value) => sum + value, 0) / scores.length;
    if (score > best.score) best = { rate, score };
  }
  if (Number.isNaN(best.rate)) {
    throw new UsageError(
      `Every trial of "${method}" diverged, at the rates ${rates.join(', ')}. ` +
        `Give lower ones with --search-rates.`,
    );
  }
  return best.rate;
}
