import Fraction from 'fraction.js';
import { dividedByZero } from '../../errors.ts';

/** The line slope · c + intercept. */
export interface Line {
  readonly slope: Fraction;
  readonly intercept: Fraction;
}

/** A line from some c on; the first piece starts at −∞ (`from` undefined). */
export interface Piece extends Line {
  readonly from: Fraction | undefined;
}

/**
 * The exponent γ of a quantity that is Θ(n^γ), as an exact function of the exponent c of the
 * learning rate Θ(n^c). It is continuous and piecewise linear over the rationals. A quantity that
 * is exactly zero has no pieces; its exponent is −∞ for any c. Sums of quantities have the maximum
 * of the exponents, products their sum.
 */
export interface Exponent {
  readonly pieces: readonly Piece[];
}

/** The exponent of a quantity that is exactly zero: a sum without terms. */
export const zero: Exponent = { pieces: [] };

export function linearExponent(slope: number | Fraction, intercept: number | Fraction): Exponent {
  return {
    pieces: [{ from: undefined, slope: new Fraction(slope), intercept: new Fraction(intercept) }],
  };
}

export const constant = (value: number | Fraction): Exponent => linearExponent(0, value);

/** Θ(1). */
export const order1: Exponent = constant(0);

export const isZero = ({ pieces }: Exponent): boolean => pieces.length === 0;

/** The exponent of a product. */
export const add = (a: Exponent, b: Exponent): Exponent =>
  combine(a, b, (one, other) => ({
    slope: sum(one.slope, other.slope),
    intercept: sum(one.intercept, other.intercept),
  }));

/** A fast path: most terms are 0, and adding one costs as much as any other. */
const sum = (a: Fraction, b: Fraction): Fraction => (b.n === 0n ? a : a.n === 0n ? b : a.add(b));

/** The exponent of a quotient. @throws {ScalingError} where the divisor is exactly zero */
export function subtract(a: Exponent, b: Exponent): Exponent {
  if (isZero(b)) throw dividedByZero();
  return add(a, scale(b, -1));
}

/** The exponent of a power. */
export function scale({ pieces }: Exponent, factor: number | Fraction): Exponent {
  return tidy(
    pieces.map(({ from, slope, intercept }) => ({
      from,
      slope: slope.mul(factor),
      intercept: intercept.mul(factor),
    })),
  );
}

/** The exponent of a sum without cancellation. */
export const max = (...exponents: readonly Exponent[]): Exponent => exponents.reduce(larger, zero);

/** The exponent's value at a rate exponent; −Infinity for a quantity that is exactly zero. */
export function exponentAt(exponent: Exponent, c: number): number {
  if (isZero(exponent)) return -Infinity;
  const { slope, intercept } = pieceAt(exponent, c);
  return slope.valueOf() * c + intercept.valueOf();
}

/** The exact value of {@link exponentAt}; undefined for a quantity that is exactly zero. */
export function exactlyAt(exponent: Exponent, c: Fraction): Fraction | undefined {
  return isZero(exponent) ? undefined : valueOf(pieceAt(exponent, c), c);
}

export function equal(a: Exponent, b: Exponent): boolean {
  return (
    a.pieces.length === b.pieces.length &&
    a.pieces.every((piece, i) => {
      const other = b.pieces[i] as Piece;
      return sameLine(piece, other) && samePoint(piece.from, other.from);
    })
  );
}

const valueOf = ({ slope, intercept }: Line, c: Fraction): Fraction => slope.mul(c).add(intercept);

/** The rate exponent at which a line is 0; undefined for a level line. */
export const rootOf = ({ slope, intercept }: Line): Fraction | undefined =>
  slope.n === 0n ? undefined : intercept.neg().div(slope);

/** An interval on which each of two exponents is a single line; open ends are undefined. */
interface Segment {
  readonly from: Fraction | undefined;
  readonly to: Fraction | undefined;
  readonly one: Line;
  readonly other: Line;
}

function segments(a: Exponent, b: Exponent): Segment[] {
  const list: Segment[] = [];
  let [i, j] = [0, 0];
  let from: Fraction | undefined;
  for (;;) {
    const [one, other] = [a.pieces[i], b.pieces[j]];
    if (!one || !other) return list;
    const [nextA, nextB] = [a.pieces[i + 1]?.from, b.pieces[j + 1]?.from];
    const order = !nextA ? 1 : !nextB ? -1 : nextA.compare(nextB);
    const to = order <= 0 ? nextA : nextB;
    list.push({ from, to, one, other });
    if (!to) return list;
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
    from = to;
  }
}

function combine(a: Exponent, b: Exponent, rule: (one: Line, other: Line) => Line): Exponent {
  return tidy(segments(a, b).map(({ from, one, other }) => ({ from, ...rule(one, other) })));
}

function larger(a: Exponent, b: Exponent): Exponent {
  if (isZero(a)) return b;
  if (isZero(b)) return a;
  return tidy(segments(a, b).flatMap(upper));
}

/** The upper of two lines over a segment: one of them, or both where they cross inside it. */
function upper({ from, to, one, other }: Segment): Piece[] {
  if (one.slope.equals(other.slope)) {
    return [{ ...(one.intercept.lt(other.intercept) ? other : one), from }];
  }
  const gap: Line = {
    slope: one.slope.sub(other.slope),
    intercept: one.intercept.sub(other.intercept),
  };
  const crossing = rootOf(gap);
  if (crossing && (!from || from.lt(crossing)) && (!to || to.gt(crossing))) {
    const [left, right] = gap.slope.s < 0n ? [one, other] : [other, one];
    return [
      { ...left, from },
      { ...right, from: crossing },
    ];
  }
  const inside = valueOf(gap, pointInside(from, to));
  return [{ ...(inside.s < 0n ? other : one), from }];
}

function pointInside(from: Fraction | undefined, to: Fraction | undefined): Fraction {
  if (from && to) return from.add(to).div(2);
  return from?.add(1) ?? to?.sub(1) ?? new Fraction(0);
}

/** Merges neighbouring pieces of one line, so that equal functions have equal pieces. */
function tidy(pieces: readonly Piece[]): Exponent {
  return {
    pieces: pieces.filter((piece, i) => {
      const before = pieces[i - 1];
      return !before || !sameLine(piece, before);
    }),
  };
}

function pieceAt({ pieces }: Exponent, c: number | Fraction): Piece {
  return pieces.findLast(({ from }) => !from || from.lte(c)) as Piece;
}

const sameLine = (a: Line, b: Line) => a.slope.equals(b.slope) && a.intercept.equals(b.intercept);

/** Whether two points on the c axis are equal; undefined is infinity. */
export const samePoint = (a: Fraction | undefined, b: Fraction | undefined): boolean =>
  a && b ? a.equals(b) : a === b;
