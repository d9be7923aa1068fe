import { tolerance, type PredictedExponent, type MeasuredExponent } from '@singlora/statistics';
import { growthOf, maximumGrowth, type Growth } from '../slopes/growth.ts';
import type { LossVerdict } from '../slopes/loss-verdict.ts';
import {
  pointsOf,
  slopeOf,
  type PointsOfWidth,
  type RecordedPoints,
  type Slope,
} from '../slopes/slope.ts';
import type { SlopeVerdict } from '../slopes/verdict.ts';

/** `hollow`: Δf is stable, but the loss is not below the frozen model's: outputs change without learning. */
type SweepVerdict = SlopeVerdict | 'diverged' | 'hollow';

interface Measured {
  /** The largest Δf over all steps; null where it was not finite. */
  readonly peaks: readonly RecordedPoints[];
  /** The slope of Δf's largest entry over the wider half of the widths; null where there is none. */
  readonly largest: Slope | null;
  readonly loss: { readonly verdict: LossVerdict };
  /** Null where nothing is derived. */
  readonly predictedVerdict: 'stable' | 'vanishing' | 'exploding' | 'diverged' | 'undecided' | null;
}

/**
 * The verdict on the largest Δf over all steps and widths, for a sweep and for its record; whether it is compatible with the
 * prediction; and the slope of Δf over all widths, without and with a correction for finite widths.
 */
export function judgeSweep({ peaks, largest, loss, predictedVerdict }: Measured) {
  const points = pointsOf(peaks);
  const growth = growthOf(points);
  const { fit, correction, decidedBy } = growth;
  const verdict = sweepVerdict(growth, largest, wideHalf(points), loss.verdict);
  const agrees = predictedVerdict === null || isAsPredicted(verdict, predictedVerdict, growth);
  return { verdict, decidedBy, agrees, slope: typeof fit === 'string' ? null : fit, correction };
}

/** The slope to compare with an exponent of the limit: over the wider half of the widths; null where there is none. */
export const limitSlope = (peaks: Measured['peaks']) => slopeOf(wideHalf(pointsOf(peaks)));

/**
 * The wider half of the widths, at least three: lower-order terms bend the narrow end, and an
 * exponent is a statement about the wide one.
 */
export function wideHalf(points: readonly PointsOfWidth[]): PointsOfWidth[] {
  const sorted = [...points].sort((a, b) => a.width - b.width);
  return sorted.slice(-Math.max(3, Math.ceil(sorted.length / 2)));
}

/** The verdict on Δf's root mean square; if stable, also on the largest entry, which may grow alone, and on the loss. */
export function sweepVerdict(
  { verdict }: Pick<Growth, 'verdict'>,
  largest: Pick<Slope, 'low'> | null,
  wide: readonly { readonly width: number }[],
  loss: LossVerdict,
): SweepVerdict {
  if (verdict === 'zero') return 'vanishing';
  if (verdict !== 'stable') return verdict;
  if (!largest) return 'diverged';
  const widths = wide.map(({ width }) => width);
  if (largest.low > tolerance + maximumGrowth(widths, widths)) return 'exploding';
  return loss === 'learns' ? 'stable' : 'hollow';
}

/**
 * Whether a verdict is compatible with the prediction: it is equal, or diverging where exploding was predicted, or
 * undecided with one of the two intervals containing the predicted exponent. The loss is not predicted.
 */
export function isAsPredicted(
  verdict: SweepVerdict,
  predicted: NonNullable<Measured['predictedVerdict']>,
  { fit, correction }: Pick<Growth, 'fit' | 'correction'>,
): boolean {
  if (verdict === 'diverged') return predicted === 'exploding';
  if (verdict === 'hollow') return predicted === 'stable';
  if (verdict !== 'undecided' && verdict !== 'bends') return verdict === predicted;
  if (typeof fit === 'string' || !correction) return predicted === 'vanishing';
  return [fit, correction].some((one) => leavesRoom(one, predicted));
}

function leavesRoom({ low, high }: MeasuredExponent, predicted: string): boolean {
  if (predicted === 'exploding') return high > tolerance;
  if (predicted === 'vanishing') return low < -tolerance;
  return low <= tolerance && high >= -tolerance;
}

/** The slope of Δf at the first step, with the slope expected from its parts at these widths. */
export const atFirstStep = ({
  first,
}: {
  readonly first: { readonly slope: MeasuredExponent; readonly expected: number } | null;
}): PredictedExponent[] => (first ? [{ fit: first.slope, predicted: first.expected }] : []);

/** The slope of the largest Δf over all steps and the wider half of the widths, with the limit's exponent. */
export function atAllSteps({
  peaks,
  predicted,
}: Pick<Measured, 'peaks'> & { readonly predicted: number | null }): PredictedExponent[] {
  const fit = limitSlope(peaks);
  return fit && predicted !== null ? [{ fit, predicted }] : [];
}
