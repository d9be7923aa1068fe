import { bootstrap } from '../bootstrap.ts';
import { standardDeviation } from '../moments.ts';
import { picker } from '../paired-predictions.ts';
import type { RandomIntegers } from '../random.ts';
import type { Values } from './pairs.ts';
import { metrics, type MetricName } from './scores.ts';

const resamples = 500;

/**
 * A score with the standard error due to the choice of the n rows alone: the binomial √(p (1 − p) / n)
 * for accuracy, otherwise the standard deviation over 500 bootstrap resamples of the rows.
 * @throws {StatisticsError} METRIC_BAD_INPUT
 */
export function measure(
  name: MetricName,
  predictions: Values,
  labels: Values,
  random: RandomIntegers,
) {
  const n = labels.length;
  const metric = metrics[name];
  const value = metric(predictions, labels);
  if (name === 'accuracy') return { value, standardError: Math.sqrt((value * (1 - value)) / n), n };
  const [pickPredictions, pickLabels] = [picker(predictions), picker(labels)];
  const scores = bootstrap([n], random, resamples, (rows) =>
    metric(pickPredictions(rows), pickLabels(rows)),
  );
  return { value, standardError: standardDeviation(scores), n };
}
