import { groupBend } from '@singlora/statistics';
import type { PointsOfWidth, Slope } from './slope.ts';
import type { VerdictOptions } from './verdict.ts';

/** How far log y on log n is from a line: by the least-squares parabola, with 99 % intervals for the scatter of the seeds. */
export interface Bend {
  /** By how much the slope changes from the narrowest to the widest width; 0 for a power law. */
  readonly change: number;
  readonly changeLow: number;
  readonly changeHigh: number;
  /** The slope at the widest width. */
  readonly end: number;
  readonly endLow: number;
  readonly endHigh: number;
}

/** Of values that have a slope. */
export function bendOf(points: readonly PointsOfWidth[]): Bend {
  const { change, end } = groupBend(
    points.map(({ width, values }) => ({ x: Math.log(width), values: values.map(Math.log) })),
  );
  const [changeLow, changeHigh] = change.interval;
  const [endLow, endHigh] = end.interval;
  return { change: change.value, changeLow, changeHigh, end: end.value, endLow, endHigh };
}

/**
 * Whether no one exponent tells what the values do: the slope changes by more than twice the tolerance, the interval of that
 * change stays clear of 0, and at the wide end the whole interval is where another verdict is given than for all widths together.
 * A bend that dies out towards the wide end is what finite widths do to every power law.
 */
export function bends(
  { slope }: Pick<Slope, 'slope'>,
  { change, changeLow, changeHigh, endLow, endHigh }: Bend,
  { tolerance = 0.1, allowance = 0 }: VerdictOptions = {},
): boolean {
  const isClear = changeLow > 0 || changeHigh < 0;
  if (!isClear || Math.abs(change) <= 2 * tolerance) return false;
  const [least, most] = [-tolerance, tolerance + allowance];
  if (slope > most) return endHigh <= most;
  if (slope < least) return endLow >= least;
  return endLow > most || endHigh < least;
}
