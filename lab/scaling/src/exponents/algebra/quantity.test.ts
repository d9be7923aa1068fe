import { describe, expect, it } from 'vitest';
import { constant, linearExponent, zero } from './exponent.ts';
import { exponentExpression } from '../text/render.ts';
import { along, inner, levelDirection, plus, scalar, largestExponent, times } from './quantity.ts';

const half = constant(-1 / 2);
const text = (quantity: ReturnType<typeof plus>) =>
  [...quantity].map(([direction, exponent]) => [direction, exponentExpression(exponent)]);

describe('Quantity', () => {
  it('multiplies symbols entry by entry, and takes a square for its mean', () => {
    const [a, b] = [along('e₀', linearExponent(1, 0)), along('f₀', half)];
    expect(text(times(a, b))).toEqual([['e₀∘f₀', 'c - 1/2']]);
    expect(text(times(a, b, b))).toEqual([['e₀', 'c - 1']]);
    expect(text(times(a, a))).toEqual([[levelDirection, '2c']]);
  });

  it('sums n^dimension products: by their mean where they have one', () => {
    const a0 = along('A₀', half);
    const x = along('x', constant(0));
    expect(text(inner(a0, x, 1))).toEqual([[levelDirection, '0']]);
    expect(text(inner(x, x, 1))).toEqual([[levelDirection, '1']]);
    expect(text(inner(x, x, 0))).toEqual([[levelDirection, '0']]);
    expect(text(inner(a0, plus(x, a0), 1))).toEqual([[levelDirection, '0']]);
  });

  it('has no terms where it is exactly zero', () => {
    expect(scalar(zero).size).toBe(0);
    expect(largestExponent(scalar(zero))).toBe(zero);
  });
});
