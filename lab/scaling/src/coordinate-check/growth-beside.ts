import { tolerance } from '@singlora/statistics';
import { growthOf, type Growth, type GrowthVerdict } from '../slopes/growth.ts';
import type { PointsOfWidth } from '../slopes/slope.ts';
import type { Expectation } from './expectation.ts';

/**
 * The growth of values, and the verdict on it relative to n^γ: `stable` where they grow as n^γ, `exploding` where faster,
 * `vanishing` where slower. For a range both ends are judged, and a slope whose 95 % interval lies between them is also stable.
 * Slopes are those of the values themselves. The verdict is that of {@link growthOf} on values divided by n^γ.
 *
 * @param entries at each width, the number of entries whose largest is the value
 * @throws {ScalingError} for fewer than three widths or two seeds
 */
export function growthBeside(
  points: readonly PointsOfWidth[],
  expected: Expectation['exponent'] = 0,
  entries?: readonly number[],
): Growth {
  if (expected === 'free') return growthOf(points, entries);
  if (typeof expected === 'number') return growthOver(points, expected, entries);
  const { least, most } = expected;
  const above = growthOver(points, most ?? least ?? 0, entries);
  if (least === most) return above;
  const below =
    least === undefined || most === undefined ? above : growthOver(points, least, entries);
  return { ...above, ...verdictBetween(above, below, expected) };
}

function verdictBetween(
  above: Growth,
  below: Growth,
  { least = -Infinity, most = Infinity }: Extract<Expectation['exponent'], object>,
) {
  const decided = (verdict: GrowthVerdict) => ({ verdict, decidedBy: null });
  if (above.verdict === 'diverged' || above.verdict === 'zero') return decided(above.verdict);
  if (most < Infinity && above.verdict === 'exploding') return decided('exploding');
  if (least > -Infinity && below.verdict === 'vanishing') return decided('vanishing');
  const { fit } = above;
  const isWithin =
    typeof fit !== 'string' && fit.low >= least - tolerance && fit.high <= most + tolerance;
  if (isWithin || above.verdict === 'stable' || below.verdict === 'stable')
    return decided('stable');
  return { verdict: 'undecided' as const, decidedBy: above.decidedBy };
}

/** The growth of values, judged over n^exponent. */
function growthOver(
  points: readonly PointsOfWidth[],
  exponent: number,
  entries?: readonly number[],
): Growth {
  if (exponent === 0) return growthOf(points, entries);
  const base = points[0]?.width ?? 1;
  const over = points.map(({ width, values }) => ({
    width,
    values: values.map((value) => value / (width / base) ** exponent),
  }));
  const { fit, correction, ...rest } = growthOf(over, entries);
  return {
    fit: typeof fit === 'string' ? fit : steeper(fit, exponent),
    correction: correction && steeper(correction, exponent),
    ...rest,
  };
}

const steeper = <Line extends { slope: number; low: number; high: number }>(
  line: Line,
  exponent: number,
): Line => ({
  ...line,
  slope: line.slope + exponent,
  low: line.low + exponent,
  high: line.high + exponent,
});
