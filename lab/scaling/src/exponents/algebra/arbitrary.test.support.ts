import { fc } from '@fast-check/vitest';
import Fraction from 'fraction.js';
import { add, linearExponent, max, scale, zero, type Exponent } from './exponent.ts';
import { along, plus, type Direction, type Quantity } from './quantity.ts';

export const rational: fc.Arbitrary<Fraction> = fc
  .tuple(fc.integer({ min: -12, max: 12 }), fc.integer({ min: 1, max: 6 }))
  .map(([n, d]) => new Fraction(n, d));

const line: fc.Arbitrary<Exponent> = fc
  .tuple(rational, rational)
  .map(([a, b]) => linearExponent(a, b));

const convex: fc.Arbitrary<Exponent> = fc
  .array(line, { minLength: 1, maxLength: 4 })
  .map((lines) => max(...lines));

/** Every continuous piecewise linear function is a difference of two convex ones. */
export const nonZero: fc.Arbitrary<Exponent> = fc
  .tuple(convex, convex)
  .map(([a, b]) => add(a, scale(b, -1)));

export const exponent: fc.Arbitrary<Exponent> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(zero) },
  { weight: 9, arbitrary: nonZero },
);

const direction: fc.Arbitrary<Direction> = fc
  .subarray(['A₀', 'e₀', 'x'])
  .map((symbols) => symbols.join('∘'));

export const quantity: fc.Arbitrary<Quantity> = fc
  .array(fc.tuple(direction, nonZero), { maxLength: 4 })
  .map((terms) => plus(...terms.map(([where, size]) => along(where, size))));
