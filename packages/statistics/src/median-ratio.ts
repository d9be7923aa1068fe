import { bootstrap } from './bootstrap.ts';
import { noValues } from './errors.ts';
import { median, middle95 } from './quantile.ts';
import type { RandomIntegers } from './random.ts';

/** One side's values, one array a round. */
export type Rounds = readonly (readonly number[])[];

/** How two sides that were measured in turns compare. */
export interface MedianRatio {
  /** median(b) / median(a), of all values of all rounds. */
  readonly ratio: number;
  /** 95%: between the 2.5% and 97.5% quantiles of the resampled ratios; absent for a single round. */
  readonly interval?: readonly [number, number];
}

/**
 * The ratio of two medians, by the paired bootstrap over rounds: what disturbs a round disturbs the
 * steps in it together, and both sides; so whole rounds are drawn, the same of both. The interval
 * says what other rounds of the same run would give, and nothing of another run or machine.
 * @throws {StatisticsError} NO_VALUES for no round
 */
export function medianRatio(
  a: Rounds,
  b: Rounds,
  random: RandomIntegers,
  resamples = 2000,
): MedianRatio {
  const rounds = Math.min(a.length, b.length);
  if (rounds === 0) throw noValues('ratio of medians', 1, 0);
  const ratioOf = (drawn: Uint32Array) => {
    const of = (side: Rounds) => median(Array.from(drawn, (round) => side[round] ?? []).flat());
    return of(b) / of(a);
  };
  const ratio = ratioOf(Uint32Array.from({ length: rounds }, (_, round) => round));
  if (rounds === 1) return { ratio };
  return { ratio, interval: middle95(bootstrap([rounds], random, resamples, ratioOf)) };
}
