import type { CoordinateUnit } from './watched.ts';
import { bendOf, bends, type Bend } from '../slopes/bend.ts';
import { fitSlope, type NoSlope, type PointsOfWidth, type Slope } from '../slopes/slope.ts';
import { verdictOf, type DecidedBy, type Verdict } from '../slopes/verdict.ts';

/** What is judged of a module's output: see {@link WatchedStep}. */
export const watchedQuantities = ['size', 'change', 'largest', 'largestChange'] as const;

/** One of them. */
export type WatchedQuantity = (typeof watchedQuantities)[number];

/**
 * - `zero`: exactly 0 at every width and seed, as the change of a module before all that is trained;
 * - `bends`: no one exponent tells what it does, see `Bend`;
 * - `high loss`: stable, while the loss is far above that of the model before training.
 */
export type CoordinateVerdict = Verdict | 'zero' | 'bends' | 'high loss';

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

/** How the measured values grow with the width. */
export interface Growth {
  readonly fit: Slope | NoSlope;
  readonly bend: Bend | null;
  readonly verdict: CoordinateVerdict;
  readonly decidedBy: DecidedBy | null;
  /** The interval is wider than all that is stable: so few seeds or widths cannot call any slope so. */
  readonly lowPower: boolean;
  readonly points: readonly CoordinatePoint[];
}

/** Finite widths bend every power law a little: so far from 0 is stable, so near an exponent agrees. */
export const tolerance = 0.1;

/** The verdict on one quantity, whatever the loss does. */
export function growthOf(where: Where, units: readonly CoordinateUnit[]): Growth {
  const widths = [...new Set(units.map(({ width }) => width))];
  const watched = (unit: CoordinateUnit) =>
    unit.coordinates[where.module]?.find(({ step }) => step === where.step);
  const points = widths.map((width) => ({
    width,
    values: units
      .filter((unit) => unit.width === width)
      .map((unit) => watched(unit)?.[where.quantity] ?? null),
  }));
  const fit = fitSlope(finiteOf(points));
  const shared = { fit, points, bend: null, decidedBy: null, lowPower: false };
  if (points.every(({ values }) => values.every((value) => value === 0))) {
    return { ...shared, verdict: 'zero' };
  }
  if (typeof fit === 'string') return { ...shared, ...verdictOf(fit) };
  const isMaximum = where.quantity === 'largest' || where.quantity === 'largestChange';
  const entriesAt = (width: number) =>
    units.filter((unit) => unit.width === width).map((unit) => watched(unit)?.entries ?? 1)[0] ?? 1;
  const allowance = isMaximum ? maximumGrowth(widths, widths.map(entriesAt)) : 0;
  const bend = bendOf(finiteOf(points));
  const options = { tolerance, allowance };
  const lowPower = fit.high - fit.low > 2 * tolerance + allowance;
  const judged = { ...shared, bend, lowPower };
  if (bends(fit, bend, options)) return { ...judged, verdict: 'bends' };
  return { ...judged, ...verdictOf(fit, options) };
}

const finiteOf = (points: readonly CoordinatePoint[]): PointsOfWidth[] =>
  points.map(({ width, values }) => ({ width, values: values.map((value) => value ?? NaN) }));

/**
 * By how much the largest of more and more alike entries grows: as their number's logarithm where the tails are exponential,
 * slower where they are normal. As a slope over log n, from the narrowest to the widest.
 */
function maximumGrowth(widths: readonly number[], entries: readonly number[]): number {
  const logarithm = (count: number) => Math.log(Math.max(count, 3));
  const [first = 1, last = first] = [widths[0], widths.at(-1)];
  const [few = 1, many = few] = [entries[0], entries.at(-1)];
  if (first >= last || few >= many) return 0;
  return Math.log(logarithm(many) / logarithm(few)) / Math.log(last / first);
}
