import { mean, standardDeviation } from './moments.ts';
import { tQuantile975 } from './student.ts';

/** The difference of two means. */
export interface MeanDifference {
  readonly difference: number;
  /** 95% interval `[low, high]`. */
  readonly interval: readonly [number, number];
}

/**
 * The first mean minus the second, for independent values that may differ in number and spread: Welch's interval, with
 * Satterthwaite's degrees of freedom. Without any spread the interval is the difference itself.
 * @throws {StatisticsError} NO_VALUES for fewer than two of either
 */
export function welch(first: readonly number[], second: readonly number[]): MeanDifference {
  const [a, b] = [first, second].map((values) => ({
    variance: standardDeviation(values) ** 2 / values.length,
    freedom: values.length - 1,
  })) as [Part, Part];
  const difference = mean(first) - mean(second);
  const variance = a.variance + b.variance;
  if (variance === 0) return { difference, interval: [difference, difference] };
  const freedom = variance ** 2 / (a.variance ** 2 / a.freedom + b.variance ** 2 / b.freedom);
  const half = tQuantile975(freedom) * Math.sqrt(variance);
  return { difference, interval: [difference - half, difference + half] };
}

interface Part {
  /** the variance of the mean */
  readonly variance: number;
  readonly freedom: number;
}
