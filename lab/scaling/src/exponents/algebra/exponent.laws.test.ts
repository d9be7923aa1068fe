import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { exponent, nonZero, rational } from './arbitrary.test.support.ts';
import {
  add,
  constant,
  equal,
  exactlyAt,
  exponentAt,
  max,
  order1,
  scale,
  subtract,
  zero,
} from './exponent.ts';

describe('exponents', () => {
  test.prop([exponent, exponent, exponent])('maxima are a semilattice', (a, b, c) => {
    expect(equal(max(a, a), a)).toBe(true);
    expect(equal(max(a, b), max(b, a))).toBe(true);
    expect(equal(max(a, max(b, c)), max(max(a, b), c))).toBe(true);
    expect(equal(max(a, zero), a)).toBe(true);
  });

  test.prop([exponent, exponent, exponent])(
    'sums are a monoid that maxima distribute over',
    (a, b, c) => {
      expect(equal(add(a, b), add(b, a))).toBe(true);
      expect(equal(add(a, add(b, c)), add(add(a, b), c))).toBe(true);
      expect(equal(add(a, order1), a)).toBe(true);
      expect(equal(add(a, zero), zero)).toBe(true);
      expect(equal(add(a, max(b, c)), max(add(a, b), add(a, c)))).toBe(true);
    },
  );

  test.prop([exponent, nonZero])('subtracting undoes adding', (a, b) => {
    expect(equal(subtract(add(a, b), b), a)).toBe(true);
  });

  test.prop([nonZero, nonZero, rational, rational])(
    'values go through every operation',
    (a, b, factor, c) => {
      const at = (one: typeof a) => exactlyAt(one, c)!;
      expect(at(add(a, b)).equals(at(a).add(at(b)))).toBe(true);
      expect(at(subtract(a, b)).equals(at(a).sub(at(b)))).toBe(true);
      expect(at(scale(a, factor)).equals(at(a).mul(factor))).toBe(true);
      expect(at(max(a, b)).equals(at(a).gte(at(b)) ? at(a) : at(b))).toBe(true);
      expect(exponentAt(a, c.valueOf())).toBeCloseTo(at(a).valueOf(), 9);
    },
  );

  test.prop([nonZero, nonZero, fc.array(rational, { minLength: 40, maxLength: 40 })])(
    'equal pieces are equal functions, and the other way round',
    (a, b, points) => {
      if (equal(a, b))
        for (const c of points) expect(exactlyAt(a, c)!.equals(exactlyAt(b, c)!)).toBe(true);
      expect(equal(subtract(a, b), constant(0))).toBe(equal(a, b));
    },
  );

  test.prop([nonZero])('are continuous, in as few pieces as can be', ({ pieces }) => {
    pieces.slice(1).forEach((piece, i) => {
      const before = pieces[i]!;
      const value = ({ slope, intercept }: typeof piece) => slope.mul(piece.from!).add(intercept);
      expect(value(before).equals(value(piece))).toBe(true);
      expect(before.slope.equals(piece.slope)).toBe(false);
    });
  });
});
