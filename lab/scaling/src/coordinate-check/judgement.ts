import type { LossVerdict } from '../slopes/loss-verdict.ts';
import type { CoordinateUnit } from './watched.ts';
import type { Expected, WatchedQuantity, Where } from './expectation.ts';
import { byWidth } from '../slopes/by-width.ts';
import type { GrowthVerdict } from '../slopes/growth.ts';
import { pointsOf } from '../slopes/slope.ts';
import { growthBeside } from './growth-beside.ts';

/** The verdicts that are faults. */
export const faults = ['exploding', 'vanishing', 'diverged', 'bends', 'high loss'] as const;

export interface JudgedRow {
  readonly quantity: WatchedQuantity;
  readonly verdict: string;
  readonly expected: Expected;
}

/** Whether a row departs from its expectation. A maximum is a fault only where it grows too fast. */
export function isFault({ quantity, verdict, expected }: JudgedRow): boolean {
  if (expected?.exponent === 'free') return false;
  return isMaximum(quantity) ? verdict === 'exploding' : faults.some((fault) => fault === verdict);
}

/** Whether a quantity is a maximum over entries. */
export const isMaximum = (quantity: WatchedQuantity) =>
  quantity === 'largest' || quantity === 'largestChange';

/** The verdict on growth, given the loss then: without another expectation, `stable` means little where the loss is far too high. */
export const verdictBesideLoss = (
  verdict: GrowthVerdict,
  expected: Expected,
  step: number,
  losses: readonly { readonly step: number; readonly verdict: LossVerdict }[],
): GrowthVerdict | 'high loss' =>
  verdict === 'stable' &&
  expected === null &&
  losses.some((loss) => loss.step === step && isHigh(loss.verdict))
    ? 'high loss'
    : verdict;

/** Whether a loss is far above the untrained model's. */
export const isHigh = (verdict: LossVerdict) => verdict === 'rises' || verdict === 'diverged';

/** The verdict on one quantity, regardless of the loss, with its measurements. */
export function measuredGrowth(where: Where, units: readonly CoordinateUnit[], expected: Expected) {
  const watched = (unit: CoordinateUnit) =>
    unit.coordinates[where.module]?.find(({ step }) => step === where.step);
  const points = byWidth(units, (unit) => watched(unit)?.[where.quantity] ?? null);
  const entries = byWidth(units, (unit) => watched(unit)?.entries ?? 1);
  const most = isMaximum(where.quantity)
    ? entries.map(({ values: [first = 1] }) => first)
    : undefined;
  return { ...growthBeside(pointsOf(points), expected?.exponent, most), points };
}
