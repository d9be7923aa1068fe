import type { MeasuredExponent } from '@singlora/statistics';
import { fitSlope, type NoSlope, type PointsOfWidth, type Slope } from './slope.ts';
import { slopeVerdictOf, type SlopeVerdict } from './verdict.ts';

/**
 * - `diverged`: values were not finite;
 * - `zero`: exactly 0 at every width and seed, like the change of a module before all trained ones.
 */
export type GrowthVerdict = SlopeVerdict | 'diverged' | 'zero';

/** How measured values grow with the width. */
export interface Growth {
  readonly fit: Slope | NoSlope;
  /** The exponent in a fit with a correction that vanishes at large widths, with a 95 % interval. */
  readonly correction: MeasuredExponent | null;
  readonly verdict: GrowthVerdict;
  /** The measurements that would decide, either alone, with 'undecided' and where more of the same would help; else null. */
  readonly decidedBy: { readonly seeds: number; readonly widths: number } | null;
  /** Too few seeds or widths to call any slope stable. */
  readonly lowPower: boolean;
}

/**
 * The slope of values and the verdict on it; a value that is not finite is NaN. Where values are largest entries, `entries` is
 * the number of entries at each width: a maximum over more entries is larger, which does not count as growth.
 * @throws {ScalingError} for fewer than three widths or two seeds
 */
export function growthOf(points: readonly PointsOfWidth[], entries?: readonly number[]): Growth {
  const fit = fitSlope(points);
  if (typeof fit !== 'string') {
    const widths = points.map(({ width }) => width);
    const allowance = entries ? maximumGrowth(widths, entries) : 0;
    return { fit, ...slopeVerdictOf(points, fit, allowance) };
  }
  const isZero = points.every(({ values }) => values.every((value) => value === 0));
  const verdict = isZero ? 'zero' : fit === 'not-finite' ? 'diverged' : 'undecided';
  return { fit, correction: null, verdict, decidedBy: null, lowPower: false };
}

/**
 * The growth of a largest entry due to the number of entries alone, as a slope over log n from the
 * narrowest width to the widest. The maximum of equally distributed entries grows as the logarithm
 * of their number with exponential tails, and slower with normal ones.
 */
export function maximumGrowth(widths: readonly number[], entries: readonly number[]): number {
  const logarithm = (count: number) => Math.log(Math.max(count, 3));
  const [first = 1, last = first] = [widths[0], widths.at(-1)];
  const [few = 1, many = few] = [entries[0], entries.at(-1)];
  if (first >= last || few >= many) return 0;
  return Math.log(logarithm(many) / logarithm(few)) / Math.log(last / first);
}
