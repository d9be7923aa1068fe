import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { nonZero, quantity } from './arbitrary.test.support.ts';
import { constant, equal, max, order1, subtract } from './exponent.ts';
import {
  along,
  inner,
  innerTerms,
  nothing,
  plus,
  scalar,
  largestExponent,
  times,
  type Quantity,
} from './quantity.ts';

const same = (a: Quantity, b: Quantity): boolean =>
  a.size === b.size &&
  [...a].every(([direction, exponent]) => {
    const other = b.get(direction);
    return other !== undefined && equal(exponent, other);
  });

describe('quantities', () => {
  test.prop([quantity, quantity, quantity])('sums are unions', (a, b, c) => {
    expect(same(plus(a, b), plus(b, a))).toBe(true);
    expect(same(plus(a, plus(b, c)), plus(plus(a, b), c))).toBe(true);
    expect(same(plus(a, a, nothing), a)).toBe(true);
    expect(equal(largestExponent(plus(a, b)), max(largestExponent(a), largestExponent(b)))).toBe(
      true,
    );
  });

  test.prop([quantity, quantity, quantity])('products distribute over sums', (a, b, c) => {
    expect(same(times(a, b), times(b, a))).toBe(true);
    expect(same(times(a, b, c), times(a, times(b, c)))).toBe(true);
    expect(same(times(a, plus(b, c)), plus(times(a, b), times(a, c)))).toBe(true);
    expect(same(times(a, scalar(order1)), a)).toBe(true);
    expect(times(a, nothing).size).toBe(0);
  });

  test.prop([quantity, quantity, quantity])(
    'inner products are bilinear and symmetric',
    (a, b, c) => {
      expect(same(inner(a, b, 1), inner(b, a, 1))).toBe(true);
      expect(same(inner(a, plus(b, c), 1), plus(inner(a, b, 1), inner(a, c, 1)))).toBe(true);
      expect(same(inner(a, b, 0), inner(b, a, 0))).toBe(true);
    },
  );

  test.prop([nonZero, nonZero])(
    'entries of one direction add up to no less than of two',
    (a, b) => {
      const aligned = largestExponent(inner(along('x', a), along('x', b), 1));
      const independent = largestExponent(inner(along('x', a), along('w', b), 1));
      expect(equal(max(aligned, independent), aligned)).toBe(true);
      expect(equal(subtract(aligned, independent), constant(1 / 2))).toBe(true);
    },
  );

  test.prop([quantity, quantity])(
    'each pair of terms of an inner product follows one law',
    (a, b) => {
      const terms = innerTerms(a, b, 1);
      expect(terms.length).toBe(a.size * b.size);
      for (const { directions, law } of terms) {
        const same = directions[0] === directions[1];
        expect(law).toBe(same ? 'law of large numbers' : 'central limit');
      }
    },
  );
});
