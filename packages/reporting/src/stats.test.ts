import { describe, expect, it } from 'vitest';
import {
  binomialStandardError,
  estimate,
  mean,
  median,
  standardDeviation,
  tQuantile975,
} from './stats.ts';

/** P(T ≤ t) by Simpson's rule on Student's density. */
function studentCdf(t: number, df: number): number {
  const density = (x: number) => (1 + (x * x) / df) ** (-(df + 1) / 2);
  const integrate = (f: (x: number) => number, to: number, n = 20_000) => {
    let sum = f(0) + f(to);
    for (let i = 1; i < n; i++) sum += f((i * to) / n) * (i % 2 ? 4 : 2);
    return (sum * to) / n / 3;
  };
  // x = tan(angle) brings the infinite tail into a finite interval
  const total = integrate(
    (a) => (a >= Math.PI / 2 ? 0 : density(Math.tan(a)) / Math.cos(a) ** 2),
    Math.PI / 2 - 1e-9,
  );
  return 0.5 + integrate(density, t) / total / 2;
}

describe('tQuantile975', () => {
  it.each([2, 3, 7, 15, 30, 31, 60, 200])(
    'leaves 2.5%% above it for %i degrees of freedom',
    (df) => {
      expect(studentCdf(tQuantile975(df), df)).toBeCloseTo(0.975, 5);
    },
  );

  it('falls with the degrees of freedom, without a step where the table ends', () => {
    for (let df = 1; df < 60; df++) expect(tQuantile975(df + 1)).toBeLessThan(tQuantile975(df));
    expect(tQuantile975(30) - tQuantile975(31)).toBeLessThan(0.003);
  });

  it('refuses fewer than one', () => {
    expect(() => tQuantile975(0)).toThrow(expect.objectContaining({ code: 'NO_VALUES' }));
  });
});

describe('estimate', () => {
  it('gives mean, standard error and t interval', () => {
    const { mean, standardError, interval, min, max, n } = estimate([1, 2, 3]);
    expect([mean, min, max, n]).toEqual([2, 1, 3, 3]);
    expect(standardError).toBeCloseTo(1 / Math.sqrt(3));
    expect(interval?.[0]).toBeCloseTo(2 - 4.30265 / Math.sqrt(3));
    expect(interval?.[1]).toBeCloseTo(2 + 4.30265 / Math.sqrt(3));
  });

  it('claims no error for a single value', () => {
    expect(estimate([0.5])).toEqual({ n: 1, mean: 0.5, min: 0.5, max: 0.5 });
  });
});

describe('median', () => {
  it.each([
    [[3], 3],
    [[10, 2], 6],
    [[9, 1, 100], 9],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (values, expected) => expect(median(values)).toBe(expected));

  it('leaves what it is given in its order', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

it('names what is missing', () => {
  expect(() => median([])).toThrow('at least 1');
  expect(() => mean([])).toThrow('at least 1');
  expect(() => standardDeviation([1])).toThrow('at least 2');
});

it('has the binomial standard error of a share', () => {
  expect(binomialStandardError(0.5, 10_000)).toBeCloseTo(0.005);
  expect(binomialStandardError(1, 10)).toBe(0);
});
