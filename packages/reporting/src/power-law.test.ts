import { describe, expect, it } from 'vitest';
import { powerLaw } from './power-law.ts';

const at = (xs: readonly number[], y: (x: number, index: number) => number) =>
  xs.map((x, index) => ({ x, y: y(x, index) }));

describe('powerLaw', () => {
  it('finds a law again that the points obey', () => {
    const law = powerLaw(at([16, 32, 64, 128], (x) => 3 * x ** 1.75));
    expect(law?.exponent).toBeCloseTo(1.75, 10);
    expect(law?.factor).toBeCloseTo(3, 10);
    expect(law?.interval?.[0]).toBeCloseTo(1.75, 6);
    expect(law?.interval?.[1]).toBeCloseTo(1.75, 6);
  });

  it('has the interval of the textbook regression', () => {
    // log2 x: 0 1 2, log2 y: 0 2 1. Slope 0.5, residual sum 1.5, df 1, t = 12.7062, s.e. √(1.5/2).
    const law = powerLaw(at([1, 2, 4], (_, index) => [1, 4, 2][index] ?? NaN));
    expect(law?.exponent).toBeCloseTo(0.5, 10);
    expect(law?.interval?.[1]).toBeCloseTo(0.5 + 12.706204736 * Math.sqrt(0.75), 8);
    expect(law?.interval?.[0]).toBeCloseTo(0.5 - 12.706204736 * Math.sqrt(0.75), 8);
  });

  it('claims no interval for two points, and nothing for one place', () => {
    expect(powerLaw(at([1, 10], (x) => x * x))).not.toHaveProperty('interval');
    expect(powerLaw(at([8, 8, 8], (_, index) => 1 + index))).toBeUndefined();
    expect(powerLaw([])).toBeUndefined();
  });
});
