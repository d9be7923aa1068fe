import { expect, it } from 'vitest';
import { frontOf, meanOver, sharedCosts } from './front.ts';

const point = (cost: number, gain: number) => ({ cost, gain });

it('is what nothing cheaper beats', () => {
  const points = [point(3, 2), point(1, 1), point(2, 0.5), point(2, 3), point(4, 4), point(1, 0)];
  expect(frontOf(points)).toEqual([point(1, 1), point(2, 3), point(4, 4)]);
});

it('has the mean of a straight line between points', () => {
  const front = [point(0, 0), point(1, 2), point(3, 2)];
  expect(meanOver(front, [0, 1])).toBeCloseTo(1, 12);
  // from .5 to 1: 1.5; from 1 to 2: 2
  expect(meanOver(front, [0.5, 2])).toBeCloseTo((0.75 + 2) / 1.5, 12);
  expect(meanOver(front, [1, 3], ({ cost }) => cost)).toBeCloseTo(2, 12);
});

it('shares the costs between the dearer of the cheapest and the cheaper of the dearest', () => {
  expect(sharedCosts([point(0, 0), point(2, 1)], [point(1, 0), point(5, 9)])).toEqual([1, 2]);
  expect(sharedCosts([point(0, 0), point(1, 1)], [point(1, 0), point(5, 9)])).toBeUndefined();
  expect(sharedCosts([point(0, 0)], [])).toBeUndefined();
});
