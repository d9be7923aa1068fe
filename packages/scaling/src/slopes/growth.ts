import { fitSlope, type NoSlope, type PointsOfWidth, type Slope } from './slope.ts';
import { verdictOf, type Correction, type DecidedBy, type Verdict } from './verdict.ts';

/**
 * - `diverged`: values were not finite;
 * - `zero`: exactly 0 at every width and seed, as the change of a module before all that is trained.
 */
export type GrowthVerdict = Verdict | 'diverged' | 'zero';

/** How measured values grow with the width. */
export interface Growth {
  readonly fit: Slope | NoSlope;
  readonly correction: Correction | null;
  readonly verdict: GrowthVerdict;
  readonly decidedBy: DecidedBy | null;
  readonly lowPower: boolean;
}

/** Finite widths bend every power law a little: so far from 0 is stable, so near an exponent agrees. */
export const tolerance = 0.1;

/**
 * The slope of values, not finite ones among them as NaN, and what it says. Of largest entries, `entries` are their numbers at
 * each width: the largest of more of them is larger, which is no fault of the width.
 * @throws {ScalingError} for fewer than three widths or two seeds
 */
export function growthOf(points: readonly PointsOfWidth[], entries?: readonly number[]): Growth {
  const fit = fitSlope(points);
  if (typeof fit !== 'string') {
    const widths = points.map(({ width }) => width);
    const allowance = entries ? maximumGrowth(widths, entries) : 0;
    return { fit, ...verdictOf(points, fit, { tolerance, allowance }) };
  }
  const isZero = points.every(({ values }) => values.every((value) => value === 0));
  const verdict = isZero ? 'zero' : fit === 'not-finite' ? 'diverged' : 'undecided';
  return { fit, correction: null, verdict, decidedBy: null, lowPower: false };
}

/**
 * By how much the largest of more and more alike entries grows: as their number's logarithm where the tails are exponential,
 * slower where they are normal. As a slope over log n, from the narrowest to the widest.
 */
export function maximumGrowth(widths: readonly number[], entries: readonly number[]): number {
  const logarithm = (count: number) => Math.log(Math.max(count, 3));
  const [first = 1, last = first] = [widths[0], widths.at(-1)];
  const [few = 1, many = few] = [entries[0], entries.at(-1)];
  if (first >= last || few >= many) return 0;
  return Math.log(logarithm(many) / logarithm(few)) / Math.log(last / first);
}
