import { describe, expect, it } from 'vitest';
import { binomialStandardError, estimate, mean, median, standardDeviation } from './stats.ts';

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
