import Fraction from 'fraction.js';
import { describe, expect, it } from 'vitest';
import { ScalingError } from '../../errors.ts';
import { add, exactlyAt, exponentAt, linearExponent, max, subtract, zero } from './exponent.ts';

describe('Exponent', () => {
  it('keeps the lines that matter and where they cross', () => {
    const { pieces } = max(linearExponent(1, 0), linearExponent(1, 1 / 2), linearExponent(2, 1));
    expect(pieces.map(({ slope, intercept }) => [slope.valueOf(), intercept.valueOf()])).toEqual([
      [1, 0.5],
      [2, 1],
    ]);
    expect(pieces[1]?.from?.toFraction()).toBe('-1/2');
  });

  it('is exact where floating point is not', () => {
    const third = linearExponent(0, new Fraction(1, 3));
    expect(exactlyAt(add(add(third, third), third), new Fraction(0))?.toFraction()).toBe('1');
  });

  it('is −∞ for what is exactly zero, by which nothing can be divided', () => {
    expect(exponentAt(zero, -1)).toBe(-Infinity);
    expect(exactlyAt(zero, new Fraction(-1))).toBeUndefined();
    expect(() => subtract(linearExponent(1, 0), zero)).toThrow(ScalingError);
    expect(() => subtract(linearExponent(1, 0), zero)).toThrow(/exactly zero/);
  });
});
