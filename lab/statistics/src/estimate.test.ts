import { expect, it } from 'vitest';
import { estimate } from './estimate.ts';
import { mean, standardDeviation } from './moments.ts';

it('gives the least and the most', () => {
  expect(estimate([3, 1, 2])).toMatchObject({ n: 3, mean: 2, min: 1, max: 3 });
});

it('claims no error for a single value', () => {
  expect(estimate([0.5])).toEqual({ n: 1, mean: 0.5, min: 0.5, max: 0.5 });
});

it('names what is missing', () => {
  expect(() => mean([])).toThrow('at least 1');
  expect(() => estimate([])).toThrow('at least 1');
  expect(() => standardDeviation([1])).toThrow('at least 2');
});
