import { describe, expect, it } from 'vitest';
import { rateLattice, type Rates } from './cell.ts';
import { combinations } from '../combinations.ts';
import { bestForSeed, stableForSeed } from './optimum.ts';
import { rateTrends, type WidthCells } from './trend.ts';

const widths = [64, 128, 256, 512];

/** Grids whose best rates at width n are exact powers of n, up to the lattice. */
const gridsOf = (
  axes: Record<string, number[]>,
  best: (width: number, seed: number) => Rates | null,
  at = widths,
): WidthCells[] =>
  at.map((width) => ({
    width,
    cells: combinations<Rates>(axes).map((rates) => {
      const losses = [0, 1, 2].map((seed) => {
        const wanted = best(width, seed);
        if (!wanted) return null;
        const off = Object.entries(wanted).map(
          ([name, rate]) => Math.log(rates[name]! / rate) ** 2,
        );
        return off.reduce((sum, one) => sum + one, 1);
      });
      return { rates, losses };
    }),
  }));

const trends = (grids: readonly WidthCells[]) => rateTrends(grids, bestForSeed);

describe('rateTrends', () => {
  const axes = { A: rateLattice(-5, 0, 6), B: rateLattice(-3, 2, 6) };

  it('finds how the best rates and their ratio grow, within what the lattice can tell', () => {
    const found = trends(gridsOf(axes, (n) => ({ A: 1 / n, B: 2 })));
    const [a, b, ratio] = [found['A']!, found['B']!, found['ratio']!];
    expect(Math.abs(a.slope + 1)).toBeLessThanOrEqual(a.resolution);
    expect(b.slope).toBeCloseTo(0, 10);
    expect(Math.abs(ratio.slope - 1)).toBeLessThanOrEqual(ratio.resolution);
    expect(ratio.resolution).toBeCloseTo(a.resolution + b.resolution, 10);
    expect([a.widths, a.seeds, a.atEdge]).toEqual([4, 3, 0]);
    expect(b.points.map(({ width, values }) => [width, values.length])).toEqual(
      widths.map((width) => [width, 3]),
    );
    expect(b.points[0]?.values[0]).toBeCloseTo(2.15443, 4); // the nearest that was tried
  });

  it('finds how far stability lets each rate go', () => {
    const losses = ({ A = 0, B = 0 }: Rates, n: number) =>
      [0, 1, 2].map(() => (A * n < 1 && B < 10 && A * B * n < 1 ? 1 : null));
    const grids = widths.map((width) => ({
      width,
      cells: combinations<Rates>(axes).map((rates) => ({ rates, losses: losses(rates, width) })),
    }));
    const found = rateTrends(grids, stableForSeed);
    expect(Math.abs(found['A']!.slope + 1)).toBeLessThanOrEqual(found['A']!.resolution);
    expect(found['B']!.slope).toBeCloseTo(0, 10);
    expect(Math.abs(found['ratio']!.slope - 1)).toBeLessThanOrEqual(found['ratio']!.resolution);
  });

  it('says by how much rounding can change a slope: up to half a gap at each width', () => {
    const grids = gridsOf({ A: [1, 10, 100] }, () => ({ A: 10 }), [1, 10, 100]);
    expect(trends(grids)['A']!.resolution).toBeCloseTo(0.5, 5); // ½ decade down and up, two decades apart
  });

  it('counts the best rates that lie at an end of those tried', () => {
    const grids = gridsOf(axes, (n) => ({ A: n > 200 ? 1e-9 : 0.01, B: 1 }));
    const found = trends(grids);
    expect([found['A']!.atEdge, found['B']!.atEdge, found['ratio']!.atEdge]).toEqual([6, 0, 6]);
  });

  it('has no ratio for a single rate', () => {
    expect(Object.keys(trends(gridsOf({ A: axes.A }, (n) => ({ A: 1 / n }))))).toEqual(['A']);
  });

  it('leaves out seeds that diverged, and has no trend from too few', () => {
    const oneLost = gridsOf(axes, (n, seed) => (seed === 0 ? null : { A: 1 / n, B: 1 }));
    expect(trends(oneLost)['A']!.seeds).toBe(2);
    const narrow = gridsOf(axes, (n, seed) => (seed > 0 && n > 200 ? null : { A: 1 / n, B: 1 }));
    expect(trends(narrow)['A']).toBeNull();
    expect(trends(gridsOf(axes, () => ({ A: 1, B: 1 }), [64, 128]))['ratio']).toBeNull();
  });
});
