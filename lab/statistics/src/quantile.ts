import { noValues } from './errors.ts';

/**
 * The `p`-quantile of the values for p in [0, 1], interpolated linearly between neighbours (Hyndman
 * and Fan's type 7, as in numpy). Infinite values are sorted like any others; a quantile between a
 * finite and an infinite value is infinite.
 * @throws {StatisticsError} NO_VALUES for none
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  if (values.length === 0) throw noValues('quantile', 1, 0);
  const sorted = Float64Array.from(values).sort();
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const [low = NaN, high = low] = sorted.subarray(below, below + 2);
  return place === below || low === high ? low : low + (place - below) * (high - low);
}

/** The middle value, or the mean of the two in the middle. */
export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);

/** The interval of the middle 95 % of the values. */
export const middle95 = (values: ArrayLike<number>): [low: number, high: number] => [
  quantile(values, 0.025),
  quantile(values, 0.975),
];
