import { describe, expect, it } from 'vitest';
import { isLearned, reservationOf } from './reservation.ts';
import type { Variant } from './setting.ts';

const floor = 0.35;
const setting = { preset: 'laptop', rows: 'real', baseline: floor } as const;

/** Five runs at most 0.004 apart, this much above the floor, trained as `config` says. */
const variant = (above: number, config: object = {}) =>
  ({
    config: { rank: 8, alpha: 8, warmupSteps: 0, ...config },
    runs: [-2, -1, 0, 1, 2].map((step) => ({ score: floor + above + 0.001 * step })),
  }) as unknown as Variant;
const learned = variant(0.1);

describe('a score is above the floor', () => {
  // s.e. 0.001 of five values 0.002 apart would be 0.00141; t(4) = 2.776, so half the interval is 0.0039
  const around = (above: number) => [-2, -1, 0, 1, 2].map((step) => above + 0.002 * step);

  it('where the whole interval is, which its mean alone does not say', () => {
    expect(isLearned(around(floor + 0.0041), floor)).toBe(true);
    expect(isLearned(around(floor + 0.0038), floor)).toBe(false);
    expect(isLearned(around(floor - 0.0038), floor)).toBe(false);
  });

  it('never by one seed, nor where the floor is not known', () => {
    expect(isLearned([0.9], floor)).toBe(false);
    expect(isLearned([], floor)).toBe(false);
    expect(isLearned([0.9, 0.9], undefined)).toBe(false);
  });
});

describe('a comparison decides nothing', () => {
  it.each([
    ['of smoke runs', { preset: 'smoke' }, [learned, learned], 5, 'a smoke run decides nothing'],
    [
      'on rows of our own making',
      { rows: 'built-in' },
      [learned, learned],
      5,
      'rows of our own making decide nothing',
    ],
    ['on four seeds', {}, [learned, learned], 4, '4 of 5 seeds'],
    [
      'between what was trained otherwise',
      {},
      [learned, variant(0.1, { warmupSteps: 3 })],
      5,
      'they differ in warmup steps',
    ],
    [
      'at another scale of the update',
      {},
      [learned, variant(0.1, { alpha: 16 })],
      5,
      'they differ in alpha/r',
    ],
    ['where neither learned', {}, [variant(0), variant(0)], 5, 'nothing was learned'],
  ] as const)('%s', (_, change, compared, seeds, why) => {
    expect(reservationOf({ ...setting, ...change }, compared, seeds)).toBe(why);
  });

  it('but may where one of the two learned, or rank and alpha grew together', () => {
    expect(reservationOf(setting, [variant(0), learned], 5)).toBeUndefined();
    const larger = variant(0.1, { rank: 16, alpha: 16 });
    expect(reservationOf(setting, [learned, larger], 5)).toBeUndefined();
  });
});
