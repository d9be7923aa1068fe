import { accuracy } from './accuracy.ts';
import { matthews } from './matthews.ts';
import type { Metric, Values } from './pairs.ts';
import { pearson } from './pearson.ts';

/** The influence of each row on a score: the score's change when the row's weight grows slightly. The mean over rows is 0. */
type Influence = (predictions: Values, labels: Values) => Float64Array;

const ofAccuracy: Influence = (predictions, labels) => {
  const share = accuracy(predictions, labels);
  return Float64Array.from(labels, (label, row) => Number(predictions[row] === label) - share);
};

/** z_x z_y − r (z_x² + z_y²) / 2 of standardised values z (Devlin, Gnanadesikan and Kettenring 1975). */
const ofPearson: Influence = (predictions, labels) => {
  const r = pearson(predictions, labels);
  const [x, y] = [standardised(predictions), standardised(labels)];
  if (!x || !y) return new Float64Array(labels.length);
  return x.map((value, row) => {
    const other = y[row] ?? NaN;
    return value * other - (r * (value ** 2 + other ** 2)) / 2;
  });
};

/** The values minus their mean, over the population's standard deviation; undefined for constant values. */
function standardised(values: Values): Float64Array | undefined {
  const n = values.length;
  const all = Float64Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  return deviation > 0 ? all.map((value) => (value - mean) / deviation) : undefined;
}

/**
 * The metric's influence function on these rows; undefined where it is unknown. For two classes,
 * Matthews' correlation is Pearson's on the class numbers.
 */
export function influenceOf(metric: Metric, columns: readonly Values[]): Influence | undefined {
  if (metric === accuracy) return ofAccuracy;
  if (metric === pearson) return ofPearson;
  return metric === matthews && isBinary(columns) ? ofPearson : undefined;
}

const isBinary = (columns: readonly Values[]): boolean =>
  new Set(columns.flatMap((column) => Array.from(column))).size <= 2;
