import { describe, expect, it } from 'vitest';
import { constant, linear, zero } from './exponent.ts';
import { exponentText } from '../text/render.ts';
import { along, inner, level, plus, scalar, sizeOf, times } from './quantity.ts';

const half = constant(-1 / 2);
const text = (quantity: ReturnType<typeof plus>) =>
  [...quantity].map(([direction, exponent]) => [direction, exponentText(exponent)]);

describe('Quantity', () => {
  it('multiplies symbols entry by entry, and takes a square for its mean', () => {
    const [a, b] = [along('e₀', linear(1, 0)), along('f₀', half)];
    expect(text(times(a, b))).toEqual([['e₀∘f₀', 'c - 1/2']]);
    expect(text(times(a, b, b))).toEqual([['e₀', 'c - 1']]);
    expect(text(times(a, a))).toEqual([[level, '2c']]);
  });

  it('sums n^dimension products: by their mean where they have one', () => {
    const a0 = along('A₀', half);
    const x = along('x', constant(0));
    expect(text(inner(a0, x, 1))).toEqual([[level, '0']]);
    expect(text(inner(x, x, 1))).toEqual([[level, '1']]);
    expect(text(inner(x, x, 0))).toEqual([[level, '0']]);
    expect(text(inner(a0, plus(x, a0), 1))).toEqual([[level, '0']]);
  });

  it('has no terms where it is exactly zero', () => {
    expect(scalar(zero).size).toBe(0);
    expect(sizeOf(scalar(zero))).toBe(zero);
  });
});
