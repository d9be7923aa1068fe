import { noValues } from './errors.ts';

/** @throws {StatisticsError} NO_VALUES for none */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw noValues('mean', 1, 0);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Sample standard deviation (n − 1).
 * @throws {StatisticsError} NO_VALUES for fewer than two
 */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) throw noValues('standard deviation', 2, values.length);
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Whether an error exceeds what rounding makes of equal values: for three times 0.1 that is 1e-16 of their mean. */
export const isSpread = (standardError: number, mean: number): boolean =>
  standardError > 1e-12 * Math.abs(mean);
