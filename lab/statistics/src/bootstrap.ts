import type { RandomIntegers } from './random.ts';

/**
 * The bootstrap (Efron, Ann. Statist. 7, 1979): the values of `statistic` on `resamples` draws with
 * replacement. Each of the samples, with the given sizes, is drawn separately: rows and seeds, or
 * the seeds of several widths. `statistic` gets each sample's drawn indices, which the next draw
 * overwrites.
 */
export function bootstrap<Value>(
  sizes: readonly number[],
  random: RandomIntegers,
  resamples: number,
  statistic: (...drawn: Uint32Array[]) => Value,
): Value[] {
  const drawn = sizes.map((size) => new Uint32Array(size));
  return Array.from({ length: resamples }, () => {
    for (const sample of drawn) {
      const { length } = sample;
      for (let place = 0; place < length; place++) sample[place] = random.integer(length);
    }
    return statistic(...drawn);
  });
}
