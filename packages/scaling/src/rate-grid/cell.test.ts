import { expect, it } from 'vitest';
import { meanOf, rateLattice, ratioOf } from './cell.ts';
import { combinations } from '../combinations.ts';

it('spaces rates evenly between powers of ten, alike on lattices that overlap', () => {
  expect(rateLattice(-2, 0, 1)).toEqual([0.01, 0.1, 1]);
  expect(rateLattice(-1, 0, 3)).toEqual([0.1, 0.215443, 0.464159, 1]);
  expect(rateLattice(-5, -1, 3)).toEqual(rateLattice(-6, 2, 3).slice(3, 16));
  expect(rateLattice(-4.5, 0.5, 2)).toHaveLength(11);
});

it('combines rates with the first changing slowest', () => {
  expect(combinations({ A: [1, 2], B: [3, 4] })).toEqual([
    { A: 1, B: 3 },
    { A: 1, B: 4 },
    { A: 2, B: 3 },
    { A: 2, B: 4 },
  ]);
  expect(combinations({ both: [1, 2] })).toEqual([{ both: 1 }, { both: 2 }]);
});

it('is the second rate over the first, and there is none for a single rate', () => {
  expect(ratioOf({ A: 2, B: 8 })).toBe(4);
  expect(ratioOf({ A: 2 })).toBeNull();
});

it('means losses over seeds, and not where one diverged', () => {
  expect(meanOf([1, 2, 6])).toBe(3);
  expect(meanOf([1, null, 3])).toBeNull();
  expect(meanOf([null, null, null])).toBeNull();
  expect(meanOf([])).toBeNull();
});
