import { randomStream } from '@singlora/runtime';
import { describe, expect, it } from 'vitest';
import { bendOf, bends } from './bend.ts';
import { fitSlope, type Slope } from './slope.ts';
import { verdictOf } from './verdict.ts';

const widths = [64, 128, 256, 512, 1024];

/** y(n), with seeds that scatter by 5 %. */
const points = (y: (n: number) => number, seeds = 5) => {
  const random = randomStream(3, 'bend');
  return widths.map((width) => ({
    width,
    values: Array.from({ length: seeds }, () => y(width) * Math.exp(0.05 * random.normal())),
  }));
};

const bendsAt = (y: (n: number) => number) => {
  const data = points(y);
  return bends(fitSlope(data) as Slope, bendOf(data));
};

/** Falls at first and then rises: its slope over all of it is about 0. */
const valley = (n: number) => Math.exp(0.5 * Math.log(n / 256) ** 2);

it('finds that a valley is not stable, which its slope alone says it is', () => {
  expect(verdictOf(fitSlope(points(valley)) as Slope).verdict).toBe('stable');
  expect(bendsAt(valley)).toBe(true);
  // d² log y / d(log n)² = 1 over log 16.
  expect(bendOf(points(valley))).toMatchObject({
    change: expect.closeTo(Math.log(16), 0),
    end: expect.closeTo(Math.log(4), 0),
  });
});

it('finds what grows at first only', () => {
  expect(bendsAt((n) => 1 / (1 + (64 / n) ** 2))).toBe(true);
});

it.each([0, 0.5, -1])('leaves the power law n^%f alone', (exponent) => {
  expect(bendsAt((n) => n ** exponent)).toBe(false);
});

it('does not mind a bend that changes no verdict, or dies out towards the wide end', () => {
  expect(bendsAt((n) => n * valley(n) ** 0.2)).toBe(false);
  expect(bendsAt((n) => 1 + 0.25 * (64 / n))).toBe(false);
});

describe('under noise, with 5 seeds', () => {
  const noises = {
    'alike at all widths': () => 0.2,
    'growing tenfold': (place: number) => 0.03 * 10 ** place,
    'large at the ends': (place: number) => (Math.abs(place - 0.5) < 0.4 ? 0.05 : 0.4),
  };
  /** How many of 300 sets are found to bend, and how many of the others are called stable. */
  const found = (noise: (place: number) => number, y: (n: number) => number) => {
    const random = randomStream(5, 'noise');
    const tally = { bends: 0, stable: 0 };
    for (let set = 0; set < 300; set++) {
      const data = widths.map((width, i) => ({
        width,
        values: Array.from(
          { length: 5 },
          () => y(width) * Math.exp(noise(i / 4) * random.normal()),
        ),
      }));
      const fit = fitSlope(data) as Slope;
      if (bends(fit, bendOf(data))) tally.bends += 1;
      else if (verdictOf(fit).verdict === 'stable') tally.stable += 1;
    }
    return tally;
  };

  it.each(Object.entries(noises))('%s: a power law seems to bend in 1 %% at most', (_, noise) => {
    for (const exponent of [0, 0.5])
      expect(found(noise, (n) => n ** exponent).bends).toBeLessThanOrEqual(3);
  });

  it.each(Object.entries(noises))('%s: a valley is mostly found, and never stable', (_, noise) => {
    const { bends, stable } = found(noise, valley);
    expect(bends).toBeGreaterThan(200);
    expect(stable).toBe(0);
  });
});

describe('the rule', () => {
  const rule = (
    slope: number,
    [change, changeLow, changeHigh]: readonly number[],
    [endLow, endHigh]: readonly number[],
    allowance = 0,
  ) =>
    bends(
      { slope },
      {
        change: change!,
        changeLow: changeLow!,
        changeHigh: changeHigh!,
        end: 0,
        endLow: endLow!,
        endHigh: endHigh!,
      },
      { allowance },
    );
  const clear = [0.5, 0.1, 0.9];
  const falling = [-0.5, -0.9, -0.1];

  it.each([
    ['a change that may be none', 0, [0.5, -0.1, 1.1], [0.3, 0.6], false],
    ['a change that is clear', 0, clear, [0.3, 0.6], true],
    ['one down', 0, falling, [-0.6, -0.3], true],
    ['a change of less than all that is stable', 0, [0.19, 0.1, 0.28], [0.11, 0.3], false],
    ['one of a little more', 0, [0.21, 0.1, 0.32], [0.11, 0.3], true],
    ['an end that may be stable still', 0, clear, [0.05, 0.6], false],
    ['growth that ends', 0.5, falling, [-0.2, 0.09], true],
    ['growth that may go on', 0.5, falling, [-0.2, 0.2], false],
    ['a fall that ends', -0.5, clear, [-0.09, 0.2], true],
    ['a fall that may go on', -0.5, clear, [-0.2, 0.2], false],
  ] as const)('%s', (_, slope, change, end, is) => {
    expect(rule(slope, change, end)).toBe(is);
  });

  it('allows a maximum its growth at the end, too', () => {
    expect(rule(0.15, clear, [0.15, 0.19], 0.1)).toBe(false);
    expect(rule(0.15, clear, [0.21, 0.3], 0.1)).toBe(true);
  });
});
