import { noValues } from './errors.ts';
import { isSpread, mean, standardDeviation } from './moments.ts';
import {
  defaultResamples,
  differencesOf,
  membersOf,
  type PairedPredictions,
} from './paired-predictions.ts';
import type { RandomIntegers } from './random.ts';
import type { Metric, Values } from './scores/pairs.ts';
import { influenceOf } from './scores/influence.ts';
import { studentP, tInterval } from './student.ts';

/**
 * The mean over seeds of metric(b) − metric(a), with one interval for another seed and other rows. Each pair is one seed of two methods, all scored on the same rows, so seeds and
 * rows are crossed. The mean of k seeds varies by σ²(seed)/k, which follows from the seeds' own spread and includes the
 * interaction of seeds and rows. It also varies by σ²(row)/n, which all seeds share: the mean covariance of two seeds'
 * differences when rows are resampled together. Adding the full variance of the resampled mean would count the interaction twice.
 * Drawing k seeds with replacement would understate their variance by (k − 1)/k and its uncertainty.
 *
 * Where the metric's influence function is known (accuracy, Pearson, Matthews of two classes), the covariance is that of the
 * rows' influences over n, the limit of the bootstrap (the infinitesimal jackknife, Efron 1982); other metrics are resampled.
 * @param groups by row: rows of a group, such as those of one premise, are not independent and count as one draw
 * @throws {StatisticsError} NO_VALUES for fewer than two pairs, OTHER_ROWS for a pair whose length differs from the labels'
 */
export function seedsAndRows(
  metric: Metric,
  pairs: readonly PairedPredictions[],
  labels: Values,
  random: RandomIntegers,
  resamples = defaultResamples,
  groups?: ArrayLike<number>,
) {
  const k = pairs.length;
  if (k < 2) throw noValues('spread over seeds', 2, k);
  const influence = influenceOf(metric, [labels, ...pairs.flatMap(({ a, b }) => [a, b])]);
  const { found, resampled } = differencesOf(
    metric,
    pairs,
    labels,
    random,
    influence ? 0 : resamples,
    groups,
  );
  if (!influence) return withRowVariance(found, Math.max(0, meanCovariance(resampled, k)));
  const columns = pairs.map(({ a, b }) => {
    const own = influence(a, labels);
    return influence(b, labels).map((value, row) => value - (own[row] ?? NaN));
  });
  const members = groups && membersOf(groups);
  const units = members
    ? columns.map((column) =>
        Float64Array.from(members, (rows) =>
          rows.reduce((sum, row) => sum + (column[row] ?? NaN), 0),
        ),
      )
    : columns;
  return withRowVariance(found, Math.max(0, influenceCovariance(units, labels.length)));
}

/**
 * The mean covariance of two different columns of influences, whose means are 0, divided by the n rows. Rows that are
 * drawn together are one unit, with the sum of their influences (the clusters of Liang and Zeger 1986).
 */
function influenceCovariance(columns: readonly Float64Array[], n: number): number {
  const k = columns.length;
  const units = columns[0]?.length ?? 0;
  let products = 0;
  for (let row = 0; row < units; row++) {
    let [sum, squares] = [0, 0];
    for (const column of columns) {
      const value = column[row] ?? NaN;
      sum += value;
      squares += value * value;
    }
    products += sum * sum - squares;
  }
  return products / (k * (k - 1)) / (n * n);
}

/**
 * The mean over k seeds, whose common rows add a variance of their own: the errors of seeds and of rows add in quadrature. The 95%
 * interval is Student's t, always with k − 1 degrees of freedom, as if the whole variance were as uncertain as that between seeds.
 * So errors are rarer than nominal where rows dominate, and never more frequent. Welch and Satterthwaite's degrees of freedom are
 * estimated: where few seeds lie close together by chance they are too large, and an underestimated error then looks certain. The
 * p-value is two-sided, against no difference; absent where neither seeds nor rows leave any spread.
 */
export function withRowVariance(bySeed: readonly number[], rowVariance: number) {
  const k = bySeed.length;
  const difference = mean(bySeed);
  const seedVariance = standardDeviation(bySeed) ** 2 / k;
  const standardError = Math.sqrt(seedVariance + rowVariance);
  const freedom = k - 1;
  return {
    difference,
    bySeed,
    standardError,
    seedError: Math.sqrt(seedVariance),
    rowError: Math.sqrt(rowVariance),
    interval: tInterval(difference, standardError, freedom),
    ...(isSpread(standardError, difference) && {
      pValue: studentP(difference / standardError, freedom),
    }),
  };
}

/** The mean covariance of two different columns: (variance of the row sums − sum of the columns' variances) / (k(k − 1)). */
function meanCovariance(rows: readonly (readonly number[])[], k: number): number {
  const variance = (values: readonly number[]) => standardDeviation(values) ** 2;
  const ofSums = variance(rows.map((row) => row.reduce((sum, value) => sum + value, 0)));
  const columns = Array.from({ length: k }, (_, column) => rows.map((row) => row[column] ?? NaN));
  const own = columns.reduce((sum, column) => sum + variance(column), 0);
  return (ofSums - own) / (k * (k - 1));
}
