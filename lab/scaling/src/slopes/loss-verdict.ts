import { median, tolerance } from '@singlora/statistics';
import { slopeOf, type RecordedPoints, type Slope } from './slope.ts';

/**
 * - `learns`: at every width the median over seeds is below the reference loss;
 * - `rises`: at some width it is far above, or it is above and grows with the width;
 * - `diverged`: it was not finite somewhere;
 * - `no better`: none of these.
 */
export type LossVerdict = 'learns' | 'no better' | 'rises' | 'diverged';

/** The multiple of the reference loss from which a loss is far above it. */
const far = 2;

/**
 * The verdict on losses, given as multiples of a reference loss. `most` is the largest median over
 * seeds of any width, and `slope` the multiple's growth with the width; null where not finite.
 *
 * @throws {ScalingError} for fewer than three widths or two seeds, where all are finite
 */
export function judgeLoss(points: readonly RecordedPoints[]): {
  readonly verdict: LossVerdict;
  readonly most: number | null;
  readonly slope: Slope | null;
} {
  const finite = points.map(({ width, values }) => ({
    width,
    values: values.filter((value) => value !== null),
  }));
  if (finite.some(({ values }, i) => values.length < (points[i]?.values.length ?? 0))) {
    return { verdict: 'diverged', most: null, slope: null };
  }
  const medians = finite.map(({ values }) => median(values));
  const most = Math.max(...medians);
  const slope = slopeOf(finite);
  if (most < 1) return { verdict: 'learns', most, slope };
  const grows = slope !== null && slope.low > tolerance && (medians.at(-1) ?? 0) > 1;
  return { verdict: most > far || grows ? 'rises' : 'no better', most, slope };
}
