import Fraction from 'fraction.js';
import { add, constant, isZero, max, order1, subtract, zero, type Exponent } from './exponent.ts';

/**
 * What a vector's entries are proportional to, up to a random factor of order 1: a product of
 * symbols (the input `x`, a random start `A₀`, …). Each symbol is a vector with independent,
 * centred entries Θ(1). Squares have a non-zero mean and count as 1, so a symbol occurs once or not
 * at all. The empty product, {@link levelDirection}, is a vector of ones; a scalar has no other direction.
 */
export type Direction = string;

export const levelDirection: Direction = '';

/**
 * A scalar or a vector as a sum of terms n^γ · direction, at most one per direction. A sum without
 * terms is exactly zero. Sums keep the largest exponent of each direction: cancellation is never
 * assumed.
 */
export type Quantity = ReadonlyMap<Direction, Exponent>;

export const nothing: Quantity = new Map();

export const along = (direction: Direction, exponent: Exponent): Quantity =>
  isZero(exponent) ? nothing : new Map([[direction, exponent]]);

export const scalar = (exponent: Exponent): Quantity => along(levelDirection, exponent);

export function plus(...quantities: readonly Quantity[]): Quantity {
  const terms = new Map<Direction, Exponent>();
  for (const quantity of quantities) {
    for (const [direction, exponent] of quantity) {
      terms.set(direction, max(terms.get(direction) ?? zero, exponent));
    }
  }
  return terms;
}

/** The entrywise product; with a scalar, the multiple. */
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

/** The sum of an inner product's terms, a scalar. */
export const totalOf = (terms: readonly InnerTerm[]): Quantity =>
  scalar(max(...terms.map(({ exponent }) => exponent)));

/** One pair of terms in an inner product. */
export interface InnerTerm {
  readonly directions: readonly [Direction, Direction];
  readonly law: 'law of large numbers' | 'central limit';
  readonly exponent: Exponent;
}

/**
 * The terms of an inner product. The n^dimension entrywise products of one direction share a sign,
 * so their sum is n^dimension times as large (law of large numbers). Those of different directions
 * are centred, so their sum grows by the square root (central limit theorem).
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

/** The exponent of the entries' root mean square: the largest term's. */
export const largestExponent = (quantity: Quantity): Exponent => max(...quantity.values());

/** The quantity divided by n^exponent. */
export const divide = (quantity: Quantity, by: Exponent): Quantity =>
  new Map([...quantity].map(([direction, exponent]) => [direction, subtract(exponent, by)]));

type Term = readonly [Direction, Exponent];

const pairs = (a: Quantity, b: Quantity): { one: Term; other: Term }[] =>
  [...a].flatMap((one) => [...b].map((other) => ({ one, other })));

const half = (dimension: number): Fraction => new Fraction(dimension).div(2);

const separator = '∘';

const symbolsOf = (direction: Direction) =>
  direction === levelDirection ? [] : direction.split(separator);

/** The symbols that occur in exactly one of the directions. */
function productOf(a: Direction, b: Direction): Direction {
  if (a === levelDirection || b === levelDirection) return a + b;
  const [one, other] = [symbolsOf(a), symbolsOf(b)];
  return [
    ...one.filter((symbol) => !other.includes(symbol)),
    ...other.filter((symbol) => !one.includes(symbol)),
  ]
    .sort()
    .join(separator);
}
