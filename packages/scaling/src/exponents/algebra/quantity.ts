import Fraction from 'fraction.js';
import { add, constant, isZero, max, order1, subtract, zero, type Exponent } from './exponent.ts';

/**
 * What a vector's entries are proportional to, up to a random factor of order 1: a product of
 * symbols (the input `x`, a random start `A₀`, …), each of which is a vector with independent,
 * centred entries Θ(1). Squares have a mean, so they count as 1: a symbol is in a product or it is
 * not. The product without symbols, {@link level}, is a vector of ones; a scalar has no other.
 */
export type Direction = string;

export const level: Direction = '';

/**
 * A scalar or a vector as a sum of terms n^γ · direction, at most one for each direction. A sum
 * without terms is exactly zero. Sums keep the largest exponent of each direction: cancellation is
 * never assumed.
 */
export type Quantity = ReadonlyMap<Direction, Exponent>;

export const nothing: Quantity = new Map();

export const along = (direction: Direction, exponent: Exponent): Quantity =>
  isZero(exponent) ? nothing : new Map([[direction, exponent]]);

export const scalar = (exponent: Exponent): Quantity => along(level, exponent);

export function plus(...quantities: readonly Quantity[]): Quantity {
  const terms = new Map<Direction, Exponent>();
  for (const quantity of quantities) {
    for (const [direction, exponent] of quantity) {
      terms.set(direction, max(terms.get(direction) ?? zero, exponent));
    }
  }
  return terms;
}

/** The product entry by entry; with a scalar, its multiple. */
export function times(...[first = scalar(order1), ...rest]: readonly Quantity[]): Quantity {
  return rest.reduce(
    (product, quantity) =>
      plus(
        ...pairs(product, quantity).map(({ one, other }) =>
          along(productOf(one[0], other[0]), add(one[1], other[1])),
        ),
      ),
    first,
  );
}

/** The inner product of two vectors with n^dimension entries, as a scalar. */
export const inner = (a: Quantity, b: Quantity, dimension: number): Quantity =>
  totalOf(innerTerms(a, b, dimension));

/** The scalar that an inner product's terms add up to. */
export const totalOf = (terms: readonly InnerTerm[]): Quantity =>
  scalar(max(...terms.map(({ exponent }) => exponent)));

/** One pair of terms in an inner product. */
export interface InnerTerm {
  readonly directions: readonly [Direction, Direction];
  readonly law: 'law of large numbers' | 'central limit';
  readonly exponent: Exponent;
}

/**
 * The terms of an inner product. The n^dimension products of entries of one direction have a common
 * sign and add up to n^dimension of them (law of large numbers); those of different directions are
 * centred and add up to its root (central limit theorem).
 */
export function innerTerms(a: Quantity, b: Quantity, dimension: number): InnerTerm[] {
  return pairs(a, b).map(({ one, other }) => {
    const same = one[0] === other[0];
    const sum = constant(same ? new Fraction(dimension) : half(dimension));
    return {
      directions: [one[0], other[0]],
      law: same ? 'law of large numbers' : 'central limit',
      exponent: add(add(one[1], other[1]), sum),
    };
  });
}

/** The exponent of the root mean square of the entries: the largest term's. */
export const sizeOf = (quantity: Quantity): Exponent => max(...quantity.values());

/** The quantity divided by n^exponent. */
export const divide = (quantity: Quantity, by: Exponent): Quantity =>
  new Map([...quantity].map(([direction, exponent]) => [direction, subtract(exponent, by)]));

type Term = readonly [Direction, Exponent];

const pairs = (a: Quantity, b: Quantity): { one: Term; other: Term }[] =>
  [...a].flatMap((one) => [...b].map((other) => ({ one, other })));

const half = (dimension: number): Fraction => new Fraction(dimension).div(2);

const separator = '∘';

const symbolsOf = (direction: Direction): string[] =>
  direction === level ? [] : direction.split(separator);

/** The symbols that are in one of the directions and not in both. */
function productOf(a: Direction, b: Direction): Direction {
  if (a === level || b === level) return a + b;
  const [one, other] = [symbolsOf(a), symbolsOf(b)];
  return [
    ...one.filter((symbol) => !other.includes(symbol)),
    ...other.filter((symbol) => !one.includes(symbol)),
  ]
    .sort()
    .join(separator);
}
