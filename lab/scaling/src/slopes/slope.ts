import { groupSlope } from '@singlora/statistics';
import { tooFewSeeds, tooFewWidths } from '../errors.ts';

/** The values measured at one width, one per seed. Seeds are independent, also across widths. */
export interface PointsOfWidth {
  readonly width: number;
  readonly values: readonly number[];
}

/** y ∝ n^slope, from values at several widths n. */
export interface Slope {
  readonly slope: number;
  /** 95 % interval of the slope, for the scatter from seed to seed. */
  readonly low: number;
  readonly high: number;
  /** RMS of log y about the line. If it is far above the scatter over seeds, y is no power law at these widths. */
  readonly residual: number;
  readonly widths: number;
  /** The smallest number of seeds at any width. */
  readonly seeds: number;
}

/** The same as recorded: null where it was not finite. */
export interface RecordedPoints {
  readonly width: number;
  readonly values: readonly (number | null)[];
}

/** Recorded values for a fit: NaN where they were not finite. */
export const pointsOf = (points: readonly RecordedPoints[]): PointsOfWidth[] =>
  points.map(({ width, values }) => ({ width, values: values.map((value) => value ?? NaN) }));

/** Null where a number is not finite, as JSON requires. */
export const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** Why values have no slope: one is infinite or NaN, or one is 0 or less and has no logarithm. */
export type NoSlope = 'not-finite' | 'not-positive';

/**
 * The least-squares line of log y on log n, and a 95 % interval of its slope (see `groupSlope` of
 * @singlora/statistics): noise may differ by width. The interval does not cover a bend: where values follow
 * no power law, the slope holds for these widths only.
 *
 * @throws {ScalingError} for fewer than three different widths, or fewer than two seeds at one of them
 */
export function fitSlope(points: readonly PointsOfWidth[]): Slope | NoSlope {
  const widths = new Set(points.map(({ width }) => width)).size;
  if (widths < 3) throw tooFewWidths(widths);
  const seeds = Math.min(...points.map(({ values }) => values.length));
  if (seeds < 2) throw tooFewSeeds(seeds);
  const all = points.flatMap(({ values }) => values);
  if (!all.every(Number.isFinite)) return 'not-finite';
  if (!all.every((value) => value > 0)) return 'not-positive';
  const { slope, interval, residual } = groupSlope(
    points.map(({ width, values }) => ({ x: Math.log(width), values: values.map(Math.log) })),
  );
  const [low, high] = interval;
  return { slope, low, high, residual, widths, seeds };
}

/** The slope, or null where there is none. @throws {ScalingError} as {@link fitSlope} */
export function slopeOf(points: readonly PointsOfWidth[]): Slope | null {
  const fit = fitSlope(points);
  return typeof fit === 'string' ? null : fit;
}
