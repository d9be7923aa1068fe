import { describe, expect, it } from 'vitest';
import { interpolatedBestRate } from './best-rate.ts';

const rates = [-4, -3, -2, -1, 0].map((power) => 2 ** power);

describe('bestRate', () => {
  it('finds the minimum of a parabola in logarithms exactly', () => {
    for (const optimum of [-2.4, -2, -1.6]) {
      const losses = rates.map((rate) => 0.3 * Math.exp(0.7 * (Math.log2(rate) - optimum) ** 2));
      const best = interpolatedBestRate(rates, losses);
      expect(Math.log2(best!.rate)).toBeCloseTo(optimum, 12);
      expect(best!.atEdge).toBe(false);
    }
  });

  it('keeps half a step away from a diverged neighbour', () => {
    expect(Math.log2(interpolatedBestRate(rates, [4, 3, 1, null, null])!.rate)).toBe(-2.5);
    expect(Math.log2(interpolatedBestRate(rates, [null, null, 1, 3, 4])!.rate)).toBe(-1.5);
    expect(Math.log2(interpolatedBestRate(rates, [null, null, 1, null, null])!.rate)).toBe(-2);
    expect(Math.log2(interpolatedBestRate(rates, [1, 1, 1, 1, null])!.rate)).toBe(-4);
  });

  it('says so where the best lies at the edge, or nowhere', () => {
    expect(interpolatedBestRate(rates, [1, 2, 3, 4, 5])).toEqual({ rate: 1 / 16, atEdge: true });
    expect(interpolatedBestRate(rates, [5, 4, 3, 2, 1])).toEqual({ rate: 1, atEdge: true });
    expect(interpolatedBestRate(rates, [null, null, null, null, null])).toBeUndefined();
  });

  it('takes a level stretch at its first rate', () => {
    expect(interpolatedBestRate(rates, [3, 1, 1, 2, 4])?.rate).toBeCloseTo(2 ** -2.5, 12);
  });
});
