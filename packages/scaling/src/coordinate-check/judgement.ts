import type { CoordinateUnit } from './watched.ts';
import { byWidth } from '../slopes/by-width.ts';
import { growthOf, type GrowthVerdict } from '../slopes/growth.ts';
import { pointsOf } from '../slopes/slope.ts';

/** What is judged of a module's output: see {@link WatchedStep}. */
export const watchedQuantities = ['size', 'change', 'largest', 'largestChange'] as const;

/** One of them. */
export type WatchedQuantity = (typeof watchedQuantities)[number];

/** `high loss`: stable, while the loss is far above that of the model before training. */
export type CoordinateVerdict = GrowthVerdict | 'high loss';

/** One quantity of one module after some steps. */
export interface Where {
  readonly module: string;
  readonly quantity: WatchedQuantity;
  readonly step: number;
}

/** The verdict on one quantity, whatever the loss does, beside what was measured. */
export function measuredGrowth(where: Where, units: readonly CoordinateUnit[]) {
  const watched = (unit: CoordinateUnit) =>
    unit.coordinates[where.module]?.find(({ step }) => step === where.step);
  const points = byWidth(units, (unit) => watched(unit)?.[where.quantity] ?? null);
  const isMaximum = where.quantity === 'largest' || where.quantity === 'largestChange';
  const entries = byWidth(units, (unit) => watched(unit)?.entries ?? 1);
  const most = isMaximum ? entries.map(({ values: [first = 1] }) => first) : undefined;
  return { ...growthOf(pointsOf(points), most), points };
}
