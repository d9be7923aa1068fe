import type { CoordinateUnit } from './watched.ts';
import { growthOf, type Growth, type GrowthVerdict } from '../slopes/growth.ts';

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

/** What was measured, a value a seed, null where not finite. */
export interface CoordinatePoint {
  readonly width: number;
  readonly values: readonly (number | null)[];
}

/** The verdict on one quantity, whatever the loss does, beside what was measured. */
export function measuredGrowth(
  where: Where,
  units: readonly CoordinateUnit[],
): Growth & { readonly points: readonly CoordinatePoint[] } {
  const widths = [...new Set(units.map(({ width }) => width))];
  const watched = (unit: CoordinateUnit) =>
    unit.coordinates[where.module]?.find(({ step }) => step === where.step);
  const points = widths.map((width) => ({
    width,
    values: units
      .filter((unit) => unit.width === width)
      .map((unit) => watched(unit)?.[where.quantity] ?? null),
  }));
  const finite = points.map(({ width, values }) => ({
    width,
    values: values.map((value) => value ?? NaN),
  }));
  const entriesAt = (width: number) =>
    units.filter((unit) => unit.width === width).map((unit) => watched(unit)?.entries ?? 1)[0] ?? 1;
  const isMaximum = where.quantity === 'largest' || where.quantity === 'largestChange';
  return { ...growthOf(finite, isMaximum ? widths.map(entriesAt) : undefined), points };
}
