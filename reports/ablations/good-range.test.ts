import type { GlueVariant } from '@singlora/comparison';
import { estimate } from '@singlora/statistics';
import { describe, expect, it } from 'vitest';
import { goodRange, widthPairs } from './good-range.ts';
import type { Sweep } from './sweep.ts';

const rates = [1e-4, 1e-3, 1e-2, 1e-1];
/** A sweep with one row of scores per seed. */
const sweep = (...bySeed: readonly (readonly number[])[]): Sweep => ({
  method: 'lora',
  points: rates.map((x, place) => ({
    x,
    variant: {
      runs: bySeed.map((scores, seed) => ({ seed, score: scores[place] })),
    } as unknown as GlueVariant,
  })),
});

describe('the range of good rates', () => {
  it('ends where the mean over seeds is a point below its best', () => {
    const { low, high, isCut } = goodRange(sweep([0.66, 0.7, 0.68, 0.3], [0.7, 0.74, 0.72, 0.3]))!;
    expect(low).toBeCloseTo(10 ** -3.25, 12);
    expect(high).toBeCloseTo(10 ** -2.5, 12);
    expect(isCut).toBe(false);
  });

  it('goes no further than what was tried, and says so', () => {
    expect(goodRange(sweep([0.7, 0.705, 0.5, 0.3]))).toMatchObject({ low: 1e-4, isCut: true });
    expect(goodRange(sweep([0.3, 0.5, 0.6, 0.7]))).toMatchObject({ high: 1e-1, isCut: true });
  });

  it('is about the best rate alone, however good one beyond a bad one is', () => {
    const { high } = goodRange(sweep([0.5, 0.7, 0.5, 0.699]))!;
    expect(high).toBeLessThan(2e-3);
  });
});

it('compares widths of two by the seeds of both, as the jackknife does', () => {
  const wide = sweep([0.66, 0.7, 0.7, 0.66], [0.66, 0.7, 0.7, 0.66]);
  const narrow = sweep([0.66, 0.7, 0.66, 0.6], [0.66, 0.7, 0.66, 0.6], [0.1, 0.7, 0.1, 0.1]);
  const pairs = widthPairs(wide, narrow);
  expect(pairs.map(({ name }) => name)).toEqual(['seed 0', 'seed 1']);
  for (const { difference } of pairs) expect(difference).toBeCloseTo(1, 12);
  const uneven = widthPairs(wide, sweep([0.66, 0.7, 0.66, 0.6], [0.69, 0.7, 0.69, 0.6]));
  const [a, b] = uneven.map(({ difference }) => difference) as [number, number];
  // Of two seeds: the whole is 1.5 − .8, without the first 1.5 − 2, without the second 1.5 − .5.
  expect([a, b]).toEqual([expect.closeTo(2 * 0.7 - -0.5, 9), expect.closeTo(2 * 0.7 - 1, 9)]);
  expect(estimate([a, b]).interval?.[0]).toBeLessThan(0);
});
