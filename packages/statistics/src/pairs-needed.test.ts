import { expect, it } from 'vitest';
import { pairsNeeded } from './pairs-needed.ts';

/** Two pairs with this standard deviation. */
const spread = (deviation: number) => [deviation / Math.SQRT2, -deviation / Math.SQRT2];

// statsmodels' TTestPower gives 9.94, 33.4 and 198.2 (noncentral t)
it.each([
  [1, 10],
  [2, 34],
  [5, 199],
])('a spread of %d differences needs %d pairs', (deviation, pairs) => {
  expect(pairsNeeded(spread(deviation), 1)).toBe(pairs);
});

it('has no answer without a spread', () => {
  expect(pairsNeeded([1], 1)).toBeUndefined();
  expect(pairsNeeded([1, 1], 1)).toBeUndefined();
});
