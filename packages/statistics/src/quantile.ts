import { noValues } from './errors.ts';

/**
 * The value below which a share `p` in [0, 1] of the values lies, between the two nearest in
 * proportion (Hyndman and Fan's type 7, as numpy's). Infinite values are in order, too: only
 * between a finite and an infinite one is a quantile infinite.
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

/** The interval that holds the middle 95 % of the values. */
export const middle95 = (values: ArrayLike<number>): [low: number, high: number] => [
  quantile(values, 0.025),
  quantile(values, 0.975),
];
