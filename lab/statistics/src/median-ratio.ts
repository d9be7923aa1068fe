import { bootstrap } from './bootstrap.ts';
import { noValues } from './errors.ts';
import { middle95 } from './quantile.ts';
import type { RandomIntegers } from './random.ts';

/** One side's values, one array per round. */
export type Rounds = readonly (readonly number[])[];

/**
 * The ratio median(b) / median(a) over all values of all rounds of two sides that were measured alternately, with
 * its 95% interval by the paired bootstrap over rounds; without one for a single round. A disturbance affects a whole
 * round and both sides, so whole rounds are drawn, the same ones for both. The interval covers other rounds of the
 * same run, but no other run or machine.
 * @throws {StatisticsError} NO_VALUES for no round
 */
export function medianRatio(
  a: Rounds,
  b: Rounds,
  random: RandomIntegers,
  resamples = 2000,
): { readonly ratio: number; readonly interval?: readonly [number, number] } {
  const rounds = Math.min(a.length, b.length);
  if (rounds === 0) throw noValues('ratio of medians', 1, 0);
  const medianOfA = drawnMedian(a.slice(0, rounds));
  const medianOfB = drawnMedian(b.slice(0, rounds));
  const ratioOf = (drawn: Uint32Array) => {
    const times = new Uint32Array(rounds);
    for (const round of drawn) times[round] = (times[round] ?? 0) + 1;
    return medianOfB(times) / medianOfA(times);
  };
  const ratio = ratioOf(Uint32Array.from({ length: rounds }, (_, round) => round));
  if (rounds === 1) return { ratio };
  return { ratio, interval: middle95(bootstrap([rounds], random, resamples, ratioOf)) };
}

/** The median of all values of the drawn rounds, given how often each was drawn; values are sorted once for all draws. */
function drawnMedian(side: Rounds): (times: Uint32Array) => number {
  const sorted = side
    .flatMap((values, round) => values.map((value) => ({ value, round })))
    .sort((a, b) => a.value - b.value);
  return (times) => {
    const count = side.reduce((sum, { length }, round) => sum + length * (times[round] ?? 0), 0);
    let passed = 0;
    let low = NaN;
    for (const { value, round } of sorted) {
      passed += times[round] ?? 0;
      if (passed <= (count - 1) >> 1) continue;
      if (Number.isNaN(low)) low = value;
      if (passed > count >> 1) return low + (value - low) / 2;
    }
    return NaN;
  };
}
