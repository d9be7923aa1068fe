import { expect, it } from 'vitest';
import { scatterOf } from './scatter.ts';
import type { CoordinateUnit } from './watched.ts';

/** Modules `[change of seed 0, of seed 1]` after one step. */
const unitsOf = (modules: Readonly<Record<string, readonly (number | null)[]>>): CoordinateUnit[] =>
  [0, 1].map((seed) => ({
    width: 64,
    seed,
    losses: [],
    frozenLoss: null,
    coordinates: Object.fromEntries(
      Object.entries(modules).map(([name, changes]) => [
        name,
        [{ step: 1, entries: 4, size: 1, change: changes[seed]!, largest: 1, largestChange: 1 }],
      ]),
    ),
  }));

it('is the standard deviation of logarithms from seed to seed', () => {
  expect(scatterOf(unitsOf({ a: [1, Math.exp(0.2)] }))).toBeCloseTo(0.2 / Math.SQRT2, 9);
});

it('is that of nine in ten modules', () => {
  const modules = Object.fromEntries(
    Array.from({ length: 11 }, (_, i) => [`m${i}`, [1, Math.exp(0.1 * i)]]),
  );
  expect(scatterOf(unitsOf(modules))).toBeCloseTo(0.9 / Math.SQRT2, 9);
});

it('leaves out what is 0 or not finite', () => {
  expect(scatterOf(unitsOf({ a: [0, 0], b: [1, null], c: [2, 2] }))).toBe(0);
  expect(scatterOf(unitsOf({ a: [0, 0] }))).toBeUndefined();
});
