import type { Metric, Values } from '@singlora/metrics';
import { noValues } from './errors.ts';
import type { Uniform } from './random.ts';
import {
  defaultResamples,
  differencesByResample,
  type PairedPredictions,
} from './row-bootstrap.ts';
import { mean, standardDeviation } from './stats.ts';
import { studentP, tQuantile975 } from './student.ts';

/** A mean difference over seeds, with what other seeds and other rows would do to it. */
export interface SeedsAndRows {
  /** Mean over seeds of metric(b) − metric(a). */
  readonly difference: number;
  readonly bySeed: readonly number[];
  readonly standardError: number;
  /** The parts of the standard error, which add up as squares. */
  readonly seedError: number;
  readonly rowError: number;
  /** Of the standard error (Welch and Satterthwaite). */
  readonly degreesOfFreedom: number;
  /** 95%, Student's t. */
  readonly interval: readonly [number, number];
  /** Two-sided, of no difference; absent where neither seeds nor rows leave a spread to judge by. */
  readonly pValue?: number;
}

/**
 * One interval for both: another seed and other rows. Each pair is one seed of two methods, all
 * scored on the same rows, so seeds and rows are crossed: a mean of k seeds varies by σ²(seed)/k,
 * which the seeds' own spread tells (with it how seeds and rows interact), and by σ²(row)/n, which
 * all seeds share: the mean covariance of two seeds' differences as rows are resampled together.
 * Adding the whole variance of the resampled mean would count the interaction twice; drawing k
 * seeds with replacement would understate theirs by (k − 1)/k and pretend to know it well.
 */
export function seedsAndRows(
  metric: Metric,
  pairs: readonly PairedPredictions[],
  labels: Values,
  random: Uniform,
  resamples = defaultResamples,
): SeedsAndRows {
  const k = pairs.length;
  if (k < 2) throw noValues('spread over seeds', 2, k);
  const [bySeed = [], ...drawn] = differencesByResample(metric, pairs, labels, random, resamples);
  const seedVariance = standardDeviation(bySeed) ** 2 / k;
  const rowVariance = Math.max(0, meanCovariance(drawn, k));
  const difference = mean(bySeed);
  const standardError = Math.sqrt(seedVariance + rowVariance);
  const uncertainty = seedVariance ** 2 / (k - 1) + rowVariance ** 2 / (labels.length - 1);
  const degreesOfFreedom = uncertainty > 0 ? standardError ** 4 / uncertainty : k - 1;
  const half = tQuantile975(degreesOfFreedom) * standardError;
  return {
    difference,
    bySeed,
    standardError,
    seedError: Math.sqrt(seedVariance),
    rowError: Math.sqrt(rowVariance),
    degreesOfFreedom,
    interval: [difference - half, difference + half],
    ...(standardError > 0
      ? { pValue: studentP(difference / standardError, degreesOfFreedom) }
      : {}),
  };
}

/** Of two different columns: (variance of the row sums − sum of the columns' variances) / (k(k − 1)). */
function meanCovariance(rows: readonly (readonly number[])[], k: number): number {
  const variance = (values: readonly number[]) => standardDeviation(values) ** 2;
  const ofSums = variance(rows.map((row) => row.reduce((sum, value) => sum + value, 0)));
  const columns = Array.from({ length: k }, (_, column) => rows.map((row) => row[column] ?? NaN));
  const own = columns.reduce((sum, column) => sum + variance(column), 0);
  return (ofSums - own) / (k * (k - 1));
}
