import { scoreNotFinite, unpaired } from '../errors.ts';

/** A list of class ids or real values. */
export type Values = ArrayLike<number>;

/** A score of predictions against the labels of the same rows; larger is better. */
export type Metric = (predictions: Values, labels: Values) => number;

/**
 * The number of rows.
 * @throws {StatisticsError} METRIC_BAD_INPUT unless there are as many predictions as labels, at least one, and all finite
 */
export function countPairs(predictions: Values, labels: Values): number {
  const n = labels.length;
  if (n === 0 || predictions.length !== n) throw unpaired(predictions.length, n);
  for (let row = 0; row < n; row++) {
    const [prediction, label] = [predictions[row], labels[row]];
    if (!Number.isFinite(prediction) || !Number.isFinite(label))
      throw scoreNotFinite(row, prediction, label);
  }
  return n;
}
