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
  /** 95%, Student's t on one degree of freedom less than there are seeds. */
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
 *
 * Where the metric's influence function is known (accuracy, Pearson, Matthews of two classes), the covariance is that of
 * the rows' influences over n, what the bootstrap tends to (the infinitesimal jackknife, Efron 1982); others are resampled.
 * @param groups by row: rows of one, such as those of one premise, are no independent draws and count as one
 * @throws {StatisticsError} NO_VALUES for fewer than two pairs, OTHER_ROWS for a pair of other length than the labels
 */
export function seedsAndRows(
  metric: Metric,
  pairs: readonly PairedPredictions[],
  labels: Values,
  random: RandomIntegers,
  resamples = defaultResamples,
  groups?: ArrayLike<number>,
): SeedsAndRows {
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
 * The mean covariance of two different columns of influences, whose means are 0, divided by the n rows. Rows that are drawn together
 * are one unit, with the sum of their influences (the clusters of Liang and Zeger 1986).
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
 * The mean over k seeds, whose common rows add a variance of their own. It is always on k − 1 degrees of freedom, as if all the
 * variance were as badly known as that between seeds: so errors are rarer than stated where rows decide, and never more frequent.
 * Welch and Satterthwaite's degrees of freedom are estimated; where few seeds lie close together by chance they come out large, and
 * what is then an underestimated error looks well known.
 */
export function withRowVariance(bySeed: readonly number[], rowVariance: number): SeedsAndRows {
  const k = bySeed.length;
  const difference = mean(bySeed);
  const seedVariance = standardDeviation(bySeed) ** 2 / k;
  const standardError = Math.sqrt(seedVariance + rowVariance);
  const freedom = k - 1;
  const half = tQuantile975(freedom) * standardError;
  return {
    difference,
    bySeed,
    standardError,
    seedError: Math.sqrt(seedVariance),
    rowError: Math.sqrt(rowVariance),
    interval: [difference - half, difference + half],
    ...(isSpread(standardError, difference)
      ? { pValue: studentP(difference / standardError, freedom) }
      : {}),
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
