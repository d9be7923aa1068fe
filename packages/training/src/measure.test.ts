import { randomStream } from '@singlora/runtime';
import { expect, test } from 'vitest';
import { measure } from './measure.ts';

test('accuracy has its binomial standard error', () => {
  const result = measure('accuracy', Int32Array.of(0, 1, 2, 0), [0, 1, 2, 1]);
  expect(result).toEqual({ value: 0.75, standardError: Math.sqrt((0.75 * 0.25) / 4), n: 4 });
});

test('the bootstrap of a correlation agrees with theory: (1 − ρ²) / √n for normal pairs', () => {
  const random = randomStream(1, 'pairs');
  const [n, rho] = [1000, 0.6];
  const labels = Array.from({ length: n }, () => random.normal());
  const predictions = labels.map((y) => rho * y + Math.sqrt(1 - rho ** 2) * random.normal());
  const { value, standardError } = measure('pearson', predictions, labels);
  const expected = (1 - value ** 2) / Math.sqrt(n);
  // 500 resamples know a standard deviation to 1/√1000 = 3 % of itself
  expect(Math.abs(standardError / expected - 1)).toBeLessThan(0.12);
});

test('the bootstrap of F1 agrees with that of a proportion where both are one', () => {
  // all labels 1: F1 = 2p / (1 + p), so its spread is that of p times 2 / (1 + p)²
  const labels = new Array<number>(900).fill(1);
  const predictions = labels.map((_, row) => Number(row % 3 > 0));
  const p = 2 / 3;
  const expected = (Math.sqrt((p * (1 - p)) / 900) * 2) / (1 + p) ** 2;
  const { standardError } = measure('f1', predictions, labels);
  expect(Math.abs(standardError / expected - 1)).toBeLessThan(0.12);
});

test('equal streams give equal spreads, others others', () => {
  const [p, l] = [
    [1, 2, 3, 4, 6, 5],
    [2, 1, 3, 4, 5, 6],
  ];
  const spread = (seed: number) => measure('spearman', p, l, randomStream(seed)).standardError;
  expect(spread(1)).toBe(spread(1));
  expect(spread(1)).not.toBe(spread(2));
});

test('a model that always answers the same has a score of 0 without spread', () => {
  expect(measure('matthews', [1, 1, 1], [0, 1, 0])).toEqual({ value: 0, standardError: 0, n: 3 });
});
