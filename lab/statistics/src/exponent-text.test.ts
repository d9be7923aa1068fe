import { expect, it } from 'vitest';
import { exponentText, powerText, ratesText } from './exponent-text.ts';

it.each([
  [-0.5, '−1/2'],
  [0, '0'],
  [-1, '−1'],
  [-1 / 3, '−1/3'],
  [-0.33333333, '−1/3'],
  [-7 / 8, '−7/8'],
  [1.25, '5/4'],
  [-0.37, '−0.37'],
  [-0.3, '−0.3'],
  [-13 / 29, '−13/29'],
  [12, '12'],
])('writes the exponent %d as %s', (exponent, text) => {
  expect(exponentText(exponent)).toBe(text);
  expect(powerText(exponent)).toBe(`n^${text}`);
});

it('writes where a rate exponent may be', () => {
  const rates = [
    [null, -1],
    [-0.5, -0.5],
    [0, null],
  ] as const;
  expect(ratesText(rates)).toBe('c ≤ −1 or c = −1/2 or c ≥ 0');
  expect(ratesText([[-1, -0.5]])).toBe('−1 ≤ c ≤ −1/2');
  expect(ratesText([[null, null]])).toBe('every c');
  expect(ratesText([])).toBe('no c');
});
