import { noValues } from './errors.ts';
import { tQuantile975 } from './student.ts';

/** A mean with its standard error and, from two values on, its 95% Student t interval. */
export interface Estimate {
  readonly n: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Standard error of the mean; absent for a single value. */
  readonly standardError?: number;
  /** 95% interval `[low, high]`; absent for a single value. */
  readonly interval?: readonly [number, number];
}

export function mean(values: readonly number[]): number {
  if (values.length === 0) throw noValues('mean', 1, 0);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw noValues('median', 1, 0);
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return mean(sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1));
}

/** The value below which a share `p` of them lies, between the two nearest in proportion (Hyndman and Fan's type 7). */
export function quantile(values: readonly number[], p: number): number {
  if (values.length === 0) throw noValues('quantile', 1, 0);
  const sorted = Float64Array.from(values).sort();
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const [low = NaN, high = low] = sorted.subarray(below, below + 2);
  return low + (place - below) * (high - low);
}

/** Sample standard deviation (n − 1). */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) throw noValues('standard deviation', 2, values.length);
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

export function estimate(values: readonly number[]): Estimate {
  const spread = {
    n: values.length,
    mean: mean(values),
    min: Math.min(...values),
    max: Math.max(...values),
  };
  if (values.length < 2) return spread;
  const standardError = standardDeviation(values) / Math.sqrt(values.length);
  const half = tQuantile975(values.length - 1) * standardError;
  return { ...spread, standardError, interval: [spread.mean - half, spread.mean + half] };
}

/** Standard error of a share `p` observed on `n` independent rows. */
export function binomialStandardError(p: number, n: number): number {
  return Math.sqrt((p * (1 - p)) / n);
}
