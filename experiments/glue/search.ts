import { isDeepStrictEqual } from 'node:util';
import type { Finished } from '@singlora/runner';
import { holdout, scoreOf, type GlueRunConfig } from '@singlora/records';
import { bestTriedRate } from '../training/learning-rates.ts';
import type { MethodAtRank } from '../training/methods.ts';

/** The rate whose trials score best on the held-out rows, among trials of exactly this adapter. Throws as `bestRate`. */
export function chosenRate(
  { name, adapter }: Pick<MethodAtRank, 'name'> & Pick<GlueRunConfig, 'adapter'>,
  trials: readonly Finished<GlueRunConfig>[],
): number {
  const own = trials.filter(({ config }) => isDeepStrictEqual(config.adapter, adapter));
  return bestTriedRate(
    name,
    own.map(({ config, summary }) => ({
      rate: config.learningRate,
      score: scoreOf(summary, holdout, config.metrics[0] ?? '') ?? NaN,
    })),
  );
}

/** How many steps a search may go beyond the given rates on each side. */
const mostSteps = 4;

/**
 * The rates to try next, for every method: one step beyond the lowest or highest rate tried, where that is any method's
 * best, at the distance of its neighbour. None where all best rates are inside, or the search has gone far enough.
 */
export function widerRates(
  given: readonly number[],
  tried: readonly number[],
  bests: readonly number[],
): number[] {
  const rates = tried.toSorted((a, b) => a - b);
  const beyond = (edge: number | undefined, next: number | undefined, steps: number): number[] =>
    edge !== undefined && next !== undefined && bests.includes(edge) && steps < mostSteps
      ? [Number(((edge * edge) / next).toPrecision(2))]
      : [];
  const [least, most] = [Math.min(...given), Math.max(...given)];
  return [
    ...beyond(rates[0], rates[1], rates.filter((rate) => rate < least).length),
    ...beyond(rates.at(-1), rates.at(-2), rates.filter((rate) => rate > most).length),
  ];
}
