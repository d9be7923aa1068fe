import { expect, it } from 'vitest';
import { welch } from './welch.ts';

it('is the interval that scipy.stats.ttest_ind(a, b, equal_var=False) gives', () => {
  const { difference, interval } = welch([0.71, 0.74, 0.69, 0.73, 0.72, 0.75], [0.7, 0.66, 0.74]);
  expect(difference).toBeCloseTo(0.0233333, 6);
  expect(interval[0]).toBeCloseTo(-0.062566199255, 9);
  expect(interval[1]).toBeCloseTo(0.109232865942, 9);
});

it('is the difference itself where nothing is spread', () => {
  expect(welch([2, 2], [1, 1, 1])).toEqual({ difference: 1, interval: [1, 1] });
});

it('needs two values of each', () => {
  expect(() => welch([1, 2], [1])).toThrow(/standard deviation/);
});
