import type Fraction from 'fraction.js';
import { rootOf, samePoint, type Exponent, type Line } from './exponent.ts';

/** A closed interval of rate exponents; an undefined end is infinite. */
export interface Interval {
  readonly low: Fraction | undefined;
  readonly high: Fraction | undefined;
}

export const everywhere: readonly Interval[] = [{ low: undefined, high: undefined }];

/** The rate exponents at which a quantity is Θ(1): its exponent is 0. */
export const whereOrder1 = (exponent: Exponent): Interval[] =>
  where(exponent, (line, interval) => {
    const root = rootOf(line);
    if (root) return [{ low: root, high: root }];
    return line.intercept.n === 0n ? [interval] : [];
  });

/** The rate exponents at which a quantity is O(1): its exponent is at most 0. That is all of them for a quantity that is exactly zero. */
export function whereBounded(exponent: Exponent): readonly Interval[] {
  if (exponent.pieces.length === 0) return everywhere;
  return where(exponent, (line, interval) => {
    const root = rootOf(line);
    if (!root) return line.intercept.s < 0n || line.intercept.n === 0n ? [interval] : [];
    return [line.slope.s < 0n ? { low: root, high: undefined } : { low: undefined, high: root }];
  });
}

/** The intervals that a rule gives for each piece, clipped to the piece. */
function where(
  { pieces }: Exponent,
  rule: (line: Line, interval: Interval) => readonly Interval[],
): Interval[] {
  const found = pieces.flatMap((piece, i) => {
    const own: Interval = { low: piece.from, high: pieces[i + 1]?.from };
    return intersect(rule(piece, own), [own]);
  });
  return joined(found);
}

/** The intersection of two sorted lists of intervals. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return joined(
    a.flatMap((one) =>
      b.flatMap((other) => {
        const low = larger(one.low, other.low);
        const high = smaller(one.high, other.high);
        return low && high && low.gt(high) ? [] : [{ low, high }];
      }),
    ),
  );
}

/** Sorted intervals, with touching ones merged. */
function joined(intervals: readonly Interval[]): Interval[] {
  return intervals.reduce<Interval[]>((list, next) => {
    const last = list.at(-1);
    const touches = last && (!last.high || !next.low || next.low.lte(last.high));
    if (!touches) return [...list, next];
    const high = last.high && next.high && (next.high.gt(last.high) ? next.high : last.high);
    return [...list.slice(0, -1), { low: last.low, high }];
  }, []);
}

export const sameIntervals = (a: readonly Interval[], b: readonly Interval[]): boolean =>
  a.length === b.length &&
  a.every(({ low, high }, i) => samePoint(low, b[i]?.low) && samePoint(high, b[i]?.high));

const larger = (a: Fraction | undefined, b: Fraction | undefined): Fraction | undefined =>
  a && b ? (a.gt(b) ? a : b) : (a ?? b);

const smaller = (a: Fraction | undefined, b: Fraction | undefined): Fraction | undefined =>
  a && b ? (a.lt(b) ? a : b) : (a ?? b);
