import {
  groupFit,
  groupSlope,
  tolerance,
  type GroupAt,
  type MeasuredExponent,
} from '@singlora/statistics';
import type { PointsOfWidth, Slope } from './slope.ts';

/** The behaviour of values as the width grows; `bends`: no single exponent describes it. */
export type SlopeVerdict = 'stable' | 'vanishing' | 'exploding' | 'bends' | 'undecided';

/**
 * Two fits have to agree: the power law y ∝ n^γ, and one with a correction for finite widths, log y = a + γ log n + b n^−1/2.
 *
 * - `stable`: the range is −tolerance to tolerance + allowance. Either the power law's 93 % interval lies in it (two one-sided tests
 *   at 3.5 %, which shapes just beyond the border pass in less than 5 % of cases) and the correction's 98 % interval overlaps it;
 *   98 %, since many slopes are judged and few flat ones should seem to bend. Or the correction's 95 % interval lies in it;
 * - `exploding`: both 95 % intervals are above it, and y = a + b log n, which grows slower than any power, does not fit;
 * - `vanishing`: both are below it, and neither y = a + b n^−1/2 with a limit a above 0 nor 1/y = a + b log n fits;
 * - `bends`: the power law's verdict is one of these, and the correction excludes it;
 * - `undecided`: anything else.
 *
 * `error-rates.ts` measures the error rates. What would decide is estimated for constant slope and noise: the interval then shrinks
 * as 1/√seeds, and as 1/√(w(w² − 1)) with w widths at a constant ratio (the sum of squares of w equidistant points). A slope exactly
 * on a border is never decided.
 *
 * @param allowance a slope above 0 with another cause than the width, such as that of a maximum over more entries
 */
export function slopeVerdictOf(points: readonly PointsOfWidth[], fit: Slope, allowance = 0) {
  const [least, most] = [-tolerance, tolerance + allowance];
  const logs = points.map(({ width, values }) => ({ width, values: values.map(Math.log) }));
  const equivalence = groupSlope(on(logs, Math.log), 0.07).interval;
  const terms = (n: number) => [1, Math.log(n), 1 / Math.sqrt(n)];
  const corrected = (outside: number) =>
    groupFit(
      on(logs, (n) => n),
      terms,
      1,
      outside,
    );
  const { value, interval } = corrected(0.05);
  const [low, high] = interval;
  const correction = { slope: value, low, high };
  const decided = (verdict: SlopeVerdict) => ({
    verdict,
    correction,
    decidedBy: null,
    lowPower: equivalence[1] - equivalence[0] > most - least,
  });
  const open = (one: MeasuredExponent) => ({
    ...decided('undecided'),
    decidedBy: decidedBy(fit, one, least, most),
  });
  const isWithin = (ends: Interval) => ends[0] >= least && ends[1] <= most;
  if (isWithin(interval)) return decided('stable');
  if (isWithin(equivalence)) {
    const wide = corrected(0.02).interval;
    return decided(wide[0] > most || wide[1] < least ? 'bends' : 'stable');
  }
  if (fit.low > most) {
    if (low > most) return decided(isLogarithm(points) ? 'undecided' : 'exploding');
    return high <= most ? decided('bends') : open(correction);
  }
  if (fit.high < least) {
    if (high < least)
      return decided(
        mayEndAbove0(points) || isLogarithm(inverse(points)) ? 'undecided' : 'vanishing',
      );
    return low >= least ? decided('bends') : open(correction);
  }
  return open(fit);
}

const on = (points: readonly PointsOfWidth[], g: (n: number) => number): GroupAt[] =>
  points.map(({ width, values }) => ({ x: g(width), values }));

/** Whether a line through the groups leaves no significant bend, at 95 %. */
function isLine(groups: readonly GroupAt[]): boolean {
  const [low, high] = groupFit(groups, (x) => [1, x, x ** 2], 2).interval;
  return low <= 0 && high >= 0;
}

const isLogarithm = (points: readonly PointsOfWidth[]) => isLine(on(points, Math.log));

const inverse = (points: readonly PointsOfWidth[]): PointsOfWidth[] =>
  points.map(({ width, values }) => ({ width, values: values.map((value) => 1 / value) }));

/** Whether y may be a + b n^−1/2 with a > 0. */
function mayEndAbove0(points: readonly PointsOfWidth[]): boolean {
  const groups = on(points, (n) => 1 / Math.sqrt(n));
  return isLine(groups) && groupFit(groups, (x) => [1, x], 0).interval[0] > 0;
}

type Interval = readonly [low: number, high: number];

/** The total number of seeds at every width, or of widths continued at the same ratio, that shrinks an interval to the nearest border. */
function decidedBy(
  { seeds, widths }: Slope,
  { slope, low, high }: MeasuredExponent,
  ...borders: readonly number[]
) {
  const margin = Math.min(...borders.map((border) => Math.abs(slope - border)));
  if (margin === 0) return null;
  const times = (Math.max(high - slope, slope - low) / margin) ** 2;
  const information = (w: number) => w * (w ** 2 - 1);
  const needed = information(widths) * times;
  // w³ > w(w² − 1), so the cube root is at most one short.
  const root = Math.floor(Math.cbrt(needed));
  const enough = [root, root + 1].find((w) => information(w) >= needed) ?? root + 2;
  return {
    seeds: Math.max(seeds + 1, Math.ceil(seeds * times)),
    widths: Math.max(widths + 1, enough),
  };
}
