/** Numbers in a row: class ids, or real values. */
export type Values = ArrayLike<number>;

/** A score of predictions against the labels of the same rows; larger is better. */
export type Metric = (predictions: Values, labels: Values) => number;

/** Thrown for numbers that no metric can score. */
export class MetricError extends Error {
  readonly code = 'METRIC_BAD_INPUT';
  override readonly name = 'MetricError';
}

/**
 * The number of rows.
 * @throws {MetricError} unless there are as many predictions as labels, at least one, and all finite
 */
export function countPairs(predictions: Values, labels: Values): number {
  const n = labels.length;
  if (n === 0 || predictions.length !== n) {
    throw new MetricError(
      `A metric needs as many predictions as labels, and at least one: got ${predictions.length} predictions and ${n} labels.`,
    );
  }
  for (let row = 0; row < n; row++) {
    if (!Number.isFinite(predictions[row]) || !Number.isFinite(labels[row])) {
      throw new MetricError(
        `Row ${row} has the prediction ${predictions[row]} and the label ${labels[row]}; a metric needs finite numbers. Leave out rows without a label, and check that training did not diverge.`,
      );
    }
  }
  return n;
}
