import type { Bend } from '../slopes/bend.ts';
import { tolerance, type Growth } from '../slopes/growth.ts';
import type { LossVerdict } from '../slopes/loss-verdict.ts';
import type { Slope } from '../slopes/slope.ts';
import type { Verdict } from '../slopes/verdict.ts';

/**
 * - `bends`: no one exponent tells what Δf does at these widths;
 * - `hollow`: Δf is stable, while the loss is not below the frozen model's: it moves, and learns nothing.
 */
type SweepVerdict = Verdict | 'bends' | 'hollow';

/**
 * What the largest Δf among all steps says: its root mean square, and where that is stable its largest entry, which may grow
 * alone, and the loss.
 */
export function sweepVerdict(change: Growth, largest: Growth, loss: LossVerdict): SweepVerdict {
  if (change.verdict === 'zero') return 'vanishing';
  if (change.verdict !== 'stable') return change.verdict;
  const grows = largest.verdict === 'exploding' || largest.verdict === 'diverged';
  if (grows || largest.verdict === 'bends') return largest.verdict;
  return loss === 'learns' ? 'stable' : 'hollow';
}

/**
 * Whether a verdict contradicts nothing that was predicted: it is the same, or diverging, which is how exploding ends, or an
 * interval that leaves room for it, where the slope is undecided or, at the widest width, where it bends. Whether the loss falls
 * is not predicted.
 */
export function isAsPredicted(
  verdict: SweepVerdict,
  predicted: Verdict,
  { fit, bend }: Pick<Growth, 'fit' | 'bend'>,
): boolean {
  if (verdict === 'diverged') return predicted === 'exploding';
  if (verdict === 'hollow') return predicted === 'stable';
  if (verdict === 'bends' && bend) return leavesRoom(atTheWideEnd(bend), predicted);
  if (verdict !== 'undecided') return verdict === predicted;
  return typeof fit === 'string' ? predicted === 'vanishing' : leavesRoom(fit, predicted);
}

const atTheWideEnd = ({ endLow, endHigh }: Bend) => ({ low: endLow, high: endHigh });

function leavesRoom({ low, high }: Pick<Slope, 'low' | 'high'>, predicted: Verdict): boolean {
  if (predicted === 'exploding') return high > tolerance;
  if (predicted === 'vanishing') return low < -tolerance;
  return low <= tolerance && high >= -tolerance;
}
