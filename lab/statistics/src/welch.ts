import { mean, standardDeviation } from './moments.ts';
import { tInterval } from './student.ts';

/**
 * The first mean minus the second, for independent values that may differ in number and spread: Welch's 95% interval, with
 * Satterthwaite's degrees of freedom. Without any spread the interval is the difference itself.
 * @throws {StatisticsError} NO_VALUES for fewer than two of either
 */
export function welch(first: readonly number[], second: readonly number[]) {
  const [a, b] = [varianceOfMean(first), varianceOfMean(second)];
  const difference = mean(first) - mean(second);
  const variance = a + b;
  const freedom = variance ** 2 / (a ** 2 / (first.length - 1) + b ** 2 / (second.length - 1));
  return { difference, interval: tInterval(difference, Math.sqrt(variance), freedom) };
}

const varianceOfMean = (values: readonly number[]) =>
  standardDeviation(values) ** 2 / values.length;
