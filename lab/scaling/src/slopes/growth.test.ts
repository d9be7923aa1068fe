import { expect, it } from 'vitest';
import { growthOf } from './growth.ts';

const widths = [64, 128, 256, 512, 1024];
/** y(n), three seeds so far apart. */
const points = (y: (n: number) => number, apart = 0.01) =>
  widths.map((width) => ({
    width,
    values: [-1, 0, 1].map((step) => y(width) * Math.exp(apart * step)),
  }));

it('is zero where nothing moved, and diverged or undecided where logarithms are none', () => {
  expect(growthOf(points(() => 0)).verdict).toBe('zero');
  expect(growthOf(points((n) => (n > 500 ? NaN : 1))).verdict).toBe('diverged');
  expect(growthOf(points((n) => (n > 500 ? 0 : 1))).verdict).toBe('undecided');
});

it('allows a largest entry to grow as the logarithm of how many there are', () => {
  const largest = points((n) => Math.log(n * n));
  expect(growthOf(largest).verdict).toBe('undecided');
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
  ).toBe('undecided');
});

it('has low power where the interval is wider than all that is stable', () => {
  expect([0.1, 0.2].map((apart) => growthOf(points(() => 1, apart)).lowPower)).toEqual([
    false,
    true,
  ]);
});
