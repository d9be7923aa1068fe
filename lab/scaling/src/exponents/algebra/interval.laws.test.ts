import { test } from '@fast-check/vitest';
import type Fraction from 'fraction.js';
import { describe, expect } from 'vitest';
import { nonZero, rational } from './arbitrary.test.support.ts';
import { exactlyAt, zero } from './exponent.ts';
import {
  everywhere,
  intersect,
  sameIntervals,
  whereBounded,
  whereOrder1,
  type Interval,
} from './interval.ts';

const within = (c: Fraction, intervals: readonly Interval[]): boolean =>
  intervals.some(({ low, high }) => (!low || low.lte(c)) && (!high || high.gte(c)));

/** A point and all ends of the intervals, where an off-by-a-little error would show. */
const places = (c: Fraction, ...lists: (readonly Interval[])[]): Fraction[] => [
  c,
  ...lists.flat().flatMap(({ low, high }) => [low, high].filter((end) => end !== undefined)),
];

describe('intervals', () => {
  test.prop([nonZero, rational])('roots are roots, and nothing else is', (a, c) => {
    const roots = whereOrder1(a);
    for (const place of places(c, roots)) {
      expect(within(place, roots)).toBe(exactlyAt(a, place)!.equals(0));
    }
  });

  test.prop([nonZero, rational])('bounded is where the exponent is at most 0', (a, c) => {
    const bounded = whereBounded(a);
    for (const place of places(c, bounded, whereOrder1(a))) {
      expect(within(place, bounded)).toBe(exactlyAt(a, place)!.lte(0));
    }
  });

  test.prop([nonZero, nonZero, rational])('an intersection has what both have', (a, b, c) => {
    const [one, other] = [whereBounded(a), whereBounded(b)];
    const both = intersect(one, other);
    for (const place of places(c, one, other)) {
      expect(within(place, both)).toBe(within(place, one) && within(place, other));
    }
    expect(sameIntervals(both, intersect(other, one))).toBe(true);
    expect(sameIntervals(intersect(one, everywhere), one)).toBe(true);
  });

  test('what is exactly zero is bounded everywhere and Θ(1) nowhere', () => {
    expect(whereBounded(zero)).toEqual(everywhere);
    expect(whereOrder1(zero)).toEqual([]);
  });
});
