import { metrics, type MetricName, type Values } from '@singlora/metrics';
import { randomStream, type RandomStream } from '@singlora/runtime';

/** A score, and how far another choice of the rows would move it. */
export interface Measurement {
  value: number;
  standardError: number;
  /** rows */
  n: number;
}

const RESAMPLES = 500;

/**
 * A score with the spread that the choice of rows alone brings: for accuracy the binomial
 * √(p (1 − p) / n), for others the standard deviation over 500 bootstrap resamples of the rows
 * (Efron, Ann. Statist. 7, 1979).
 *
 * @param random draws the resamples; unless given, the same ones for equal row counts
 * @throws MetricError METRIC_BAD_INPUT
 */
export function measure(
  name: MetricName,
  predictions: Values,
  labels: Values,
  random: RandomStream = randomStream(0, 'bootstrap'),
): Measurement {
  const n = labels.length;
  const value = metrics[name](predictions, labels);
  const isProportion = name === 'accuracy';
  const standardError = isProportion
    ? Math.sqrt((value * (1 - value)) / n)
    : deviation(resampledScores(name, predictions, labels, random));
  return { value, standardError, n };
}

function resampledScores(
  name: MetricName,
  predictions: Values,
  labels: Values,
  random: RandomStream,
): number[] {
  const n = labels.length;
  const [drawnPredictions, drawnLabels] = [new Float64Array(n), new Float64Array(n)];
  return Array.from({ length: RESAMPLES }, () => {
    for (let i = 0; i < n; i++) {
      const row = random.integer(n);
      drawnPredictions[i] = predictions[row] as number;
      drawnLabels[i] = labels[row] as number;
    }
    return metrics[name](drawnPredictions, drawnLabels);
  });
}

/** The standard deviation of a sample. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
