import { mean, standardDeviation } from './moments.ts';
import { tInterval } from './student.ts';

/** A mean with its standard error and, from two values on, its 95% Student t interval. */
export interface Estimate {
  readonly n: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Standard error of the mean; absent for a single value. */
  readonly standardError?: number;
  readonly interval?: readonly [number, number];
}

/** @throws {StatisticsError} NO_VALUES for none */
export function estimate(values: readonly number[]): Estimate {
  const spread = {
    n: values.length,
    mean: mean(values),
    min: Math.min(...values),
    max: Math.max(...values),
  };
  if (values.length < 2) return spread;
  const standardError = standardDeviation(values) / Math.sqrt(values.length);
  const interval = tInterval(spread.mean, standardError, values.length - 1);
  return { ...spread, standardError, interval };
}
