import { expect, it } from 'vitest';
import { growthOf } from './growth.ts';
import type { Slope } from './slope.ts';

const widths = [64, 128, 256, 512, 1024];
/** y(n), three seeds so far apart. */
const points = (y: (n: number) => number, apart = 0.01) =>
  widths.map((width) => ({
    width,
    values: [-1, 0, 1].map((step) => y(width) * Math.exp(apart * step)),
  }));

it.each([
  [0.1, 'undecided'],
  [0.08, 'stable'],
  [0.12, 'exploding'],
  [-0.08, 'stable'],
  [-0.12, 'vanishing'],
])('with exponent %d is %s: 0.1 is the most that is stable', (exponent, verdict) => {
  // Seeds that far apart leave an interval of about ±0.01.
  expect(growthOf(points((n) => n ** exponent)).verdict).toBe(verdict);
});

it('is zero where nothing moved, and diverged or undecided where logarithms are none', () => {
  expect(growthOf(points(() => 0)).verdict).toBe('zero');
  expect(growthOf(points((n) => (n > 500 ? NaN : 1))).verdict).toBe('diverged');
  expect(growthOf(points((n) => (n > 500 ? 0 : 1))).verdict).toBe('undecided');
});

it('allows a largest entry to grow as the logarithm of how many there are', () => {
  const largest = points((n) => Math.log(n * n));
  expect(growthOf(largest).verdict).toBe('exploding');
  expect(
    growthOf(
      largest,
      widths.map((n) => n * n),
    ).verdict,
  ).toBe('stable');
  // No more entries at wider layers, nothing to allow.
  expect(
    growthOf(
      largest,
      widths.map(() => 64),
    ).verdict,
  ).toBe('exploding');
});

it('bends where no power of the width tells what it does', () => {
  const valley = growthOf(points((n) => Math.exp(0.5 * Math.log(n / 256) ** 2)));
  expect(valley.verdict).toBe('bends');
  expect(valley.bend!.change).toBeCloseTo(Math.log(16), 6);
});

it('has low power where the interval is wider than all that is stable', () => {
  const of = (apart: number) => {
    const { fit, lowPower } = growthOf(points(() => 1, apart));
    const { low, high } = fit as Slope;
    return { width: high - low, lowPower };
  };
  const [narrow, wide] = [of(0.1), of(0.2)];
  expect(narrow.width).toBeGreaterThan(0.12);
  expect(narrow.width).toBeLessThan(0.2);
  expect(wide.width).toBeGreaterThan(0.2);
  expect([narrow.lowPower, wide.lowPower]).toEqual([false, true]);
});
