import { expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { readScores } from './scores.test.support.ts';
import { measure } from './measure.ts';

const { measured } = readScores();

test.each(measured)(
  'the standard error of $name as scipy has it',
  ({ name, predictions, labels, standardError }) => {
    const found = measure(name, predictions, labels, seededRandom(1));
    // 500 resamples give a standard deviation to 1/√1000 = 3 %
    const tolerance = name === 'accuracy' ? 1e-12 : 0.1;
    expect(Math.abs(found.standardError / standardError - 1)).toBeLessThan(tolerance);
    expect(found.n).toBe(labels.length);
  },
);

test('equal seeds give equal spreads, others others', () => {
  const [p, l] = [
    [1, 2, 3, 4, 6, 5],
    [2, 1, 3, 4, 5, 6],
  ];
  const spread = (seed: number) => measure('spearman', p, l, seededRandom(seed)).standardError;
  expect(spread(1)).toBe(spread(1));
  expect(spread(1)).not.toBe(spread(2));
});

test('a model that always answers the same has a score of 0 without spread', () => {
  const found = measure('matthews', [1, 1, 1], [0, 1, 0], seededRandom(0));
  expect(found).toEqual({ value: 0, standardError: 0, n: 3 });
});
