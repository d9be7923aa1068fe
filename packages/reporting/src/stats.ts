import { noValues } from './errors.ts';

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

const quantiles = [
  12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.306, 2.26216, 2.22814, 2.20099,
  2.17881, 2.16037, 2.14479, 2.13145, 2.11991, 2.10982, 2.10092, 2.09302, 2.08596, 2.07961, 2.07387,
  2.06866, 2.0639, 2.05954, 2.05553, 2.05183, 2.04841, 2.04523, 2.04227,
];

/**
 * 97.5% quantile of Student's t: tabulated to 30 degrees of freedom, from there the Cornish–Fisher
 * expansion around the normal quantile (error below 1e-4).
 */
export function tQuantile975(degreesOfFreedom: number): number {
  const tabulated = quantiles[degreesOfFreedom - 1];
  if (tabulated !== undefined) return tabulated;
  if (!(degreesOfFreedom >= 1)) throw noValues('t interval', 2, degreesOfFreedom + 1);
  const z = 1.959964;
  return (
    z +
    (z ** 3 + z) / (4 * degreesOfFreedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degreesOfFreedom ** 2)
  );
}
