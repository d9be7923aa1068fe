import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { median, middle95, quantile } from './quantile.ts';

test.prop([
  fc.array(fc.integer(), { minLength: 1, maxLength: 20 }),
  fc.double({ min: 0, max: 1, noNaN: true }),
])('lies within the values, and 0 and 1 are least and most', (values, p) => {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  expect(quantile(values, p)).toBeGreaterThanOrEqual(least);
  expect(quantile(values, p)).toBeLessThanOrEqual(most);
  expect([quantile(values, 0), quantile(values, 1)]).toEqual([least, most]);
});

it('leaves what it is given in its order', () => {
  const values = [3, 1, 2];
  expect(median(values)).toBe(2);
  expect(values).toEqual([3, 1, 2]);
});

it('counts infinite values in their order', () => {
  expect(median([1, Infinity, 2])).toBe(2);
  expect(median([1, Infinity])).toBe(Infinity);
  expect(median([1, Infinity, Infinity])).toBe(Infinity);
});

it('leaves 2.5% out on either side', () => {
  expect(middle95(Array.from({ length: 41 }, (_, i) => i))).toEqual([1, 39]);
});

it('has none of no values', () => expect(() => median([])).toThrow('at least 1'));
