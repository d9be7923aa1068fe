import { randomStream } from '@singlora/runtime';
import { describe, expect, it } from 'vitest';
import { rateLattice, type RatedSeeds, type Rates } from './cell.ts';
import { combinations } from '../combinations.ts';
import { bestForSeed, optimumOf, stableForSeed } from './optimum.ts';

const gridOf = (
  loss: (rates: Rates, seed: number) => number | null,
  axes: Record<string, number[]> = { A: rateLattice(-3, 0, 1), B: rateLattice(-3, 0, 1) },
  seeds = 3,
): RatedSeeds[] =>
  combinations<Rates>(axes).map((rates) => ({
    rates,
    losses: Array.from({ length: seeds }, (_, seed) => loss(rates, seed)),
  }));

const optimum = (cells: readonly RatedSeeds[]) => optimumOf(cells, randomStream(0));

/** Squared distance from the best point, in decades. */
const bowl =
  (a: number, b: number) =>
  ({ A = 0, B = 0 }: Rates): number =>
    1 + (Math.log10(A) - a) ** 2 + (Math.log10(B) - b) ** 2;

describe('optimumOf', () => {
  it('is the lowest mean, with the best of one rate for all', () => {
    const found = optimum(gridOf(bowl(-2, -1)))!;
    expect(found.best).toEqual({ rates: { A: 0.01, B: 0.1 }, loss: 1 });
    expect(found.ratio?.value).toBeCloseTo(10, 10);
    expect(found.oneRate?.loss).toBe(2);
    expect([0.01, 0.1]).toContain(found.oneRate?.rates['A']);
    expect(found.atEdge).toBe(false);
  });

  it('passes over cells in which a seed diverged', () => {
    const found = optimum(
      gridOf((rates, seed) => (rates['A'] === 0.01 && seed === 1 ? null : bowl(-2, -2)(rates))),
    )!;
    expect(found.best.loss).toBe(2);
    expect(found.best.rates['A']).not.toBe(0.01);
    expect(found.oneRate?.loss).toBe(3);
    expect(optimum(gridOf(() => null))).toBeNull();
    expect(optimum(gridOf(({ A, B }) => (A === B ? null : 1)))?.oneRate).toBeNull();
  });

  it('has every cell within 1 % on its ridge', () => {
    const found = optimum(
      gridOf(({ A, B }) => {
        if (A === 0.01 && B === 0.1) return 1;
        if (A === 0.1 && B === 0.01) return 1.0099;
        return A === B ? 1.011 : 2;
      }),
    )!;
    expect(found.ridge.map(({ rates }) => rates)).toEqual([
      { A: 0.01, B: 0.1 },
      { A: 0.1, B: 0.01 },
    ]);
  });

  it('tells when the best is at an end of what was tried', () => {
    expect(optimum(gridOf(bowl(-3, -1)))?.atEdge).toBe(true);
    expect(optimum(gridOf(bowl(-2, 0)))?.atEdge).toBe(true);
  });

  it('has no ratio for a single rate, which is its own best single rate', () => {
    const found = optimum(gridOf(({ A = 0 }) => A, { A: [0.1, 0.2, 0.4] }))!;
    expect(found.ratio).toBeNull();
    expect(found.oneRate).toEqual(found.best);
  });

  it('has a narrow interval of the ratio in a steep bowl, a wide one along a flat ridge', () => {
    const axes = { A: rateLattice(-3, 0, 3), B: rateLattice(-3, 0, 3) };
    const decades = ({ low, high }: { low: number; high: number }) => Math.log10(high / low);
    const steep = optimum(gridOf(bowl(-2, -1), axes))!.ratio!;
    const flat = optimum(
      gridOf(({ A = 0, B = 0 }) => 1 + (Math.log10(A * B) + 3) ** 2, axes),
    )!.ratio!;
    expect(steep.low).toBeLessThanOrEqual(steep.value);
    expect(steep.high).toBeGreaterThanOrEqual(steep.value);
    expect(decades(steep)).toBeLessThan(2);
    expect(decades(flat)).toBeGreaterThan(4);
  });

  it('widens the interval where seeds prefer other ratios', () => {
    const axes = { A: [0.01], B: rateLattice(-3, 1, 3) };
    const preferring = (shift: number) =>
      optimum(gridOf((rates, seed) => bowl(-2, -1 + shift * (seed - 1))(rates), axes))!.ratio!;
    const [alike, apart] = [preferring(0), preferring(1.5)];
    expect(apart.high / apart.low).toBeGreaterThan(alike.high / alike.low);
  });
});

it('finds the best of each seed alone', () => {
  const cells = gridOf((rates, seed) => (seed === 2 ? null : bowl(-1 - seed, -2)(rates)));
  expect(bestForSeed(cells, 0)).toEqual({ A: 0.1, B: 0.01 });
  expect(bestForSeed(cells, 1)).toEqual({ A: 0.01, B: 0.01 });
  expect(bestForSeed(cells, 2)).toBeUndefined();
});

it('finds the largest rate at which a seed converges, the other being the smallest', () => {
  const cells = gridOf(({ A = 0, B = 0 }, seed) =>
    A > 0.01 || B > 0.1 * 10 ** (seed < 2 ? -seed : -9) ? null : 1,
  );
  expect(stableForSeed(cells, 0)).toEqual({ A: 0.01, B: 0.1 });
  expect(stableForSeed(cells, 1)).toEqual({ A: 0.01, B: 0.01 });
  expect(stableForSeed(cells, 2)).toBeUndefined();
  const single = gridOf(({ A = 0 }) => (A > 0.2 ? null : 1), { A: [0.1, 0.2, 0.4] });
  expect(stableForSeed(single, 2)).toEqual({ A: 0.2 });
});
