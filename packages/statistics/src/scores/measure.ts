import { bootstrap } from '../bootstrap.ts';
import { standardDeviation } from '../moments.ts';
import { picker } from '../paired-predictions.ts';
import type { RandomIntegers } from '../random.ts';
import type { Values } from './pairs.ts';
import { metrics, type MetricName } from './scores.ts';

/** A score, and its standard error over the choice of the rows. */
export interface Measurement {
  readonly value: number;
  readonly standardError: number;
  /** Rows. */
  readonly n: number;
}

const resamples = 500;

/**
 * A score with the standard error due to the choice of rows alone: the binomial √(p (1 − p) / n)
 * for accuracy, otherwise the standard deviation over 500 bootstrap resamples of the rows.
 * @throws {StatisticsError} METRIC_BAD_INPUT
 */
export function measure(
  name: MetricName,
  predictions: Values,
  labels: Values,
  random: RandomIntegers,
): Measurement {
  const n = labels.length;
  const metric = metrics[name];
  const value = metric(predictions, labels);
  if (name === 'accuracy') return { value, standardError: binomialStandardError(value, n), n };
  const [pickPredictions, pickLabels] = [picker(predictions), picker(labels)];
  const scores = bootstrap([n], random, resamples, (rows) =>
    metric(pickPredictions(rows), pickLabels(rows)),
  );
  return { value, standardError: standardDeviation(scores), n };
}

/** Standard error of a share `p` observed on `n` independent rows. */
const binomialStandardError = (p: number, n: number): number => Math.sqrt((p * (1 - p)) / n);
