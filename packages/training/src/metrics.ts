import { badMetricInput } from './errors.ts';

export interface Proportion {
  /** in [0, 1] */
  value: number;
  /** √(p (1 - p) / n): the spread that the choice of n rows alone brings */
  standardError: number;
  n: number;
}

/** Share of predictions that equal their label, with its binomial standard error. */
export function accuracy(predictions: ArrayLike<number>, labels: ArrayLike<number>): Proportion {
  const n = labels.length;
  if (n === 0 || predictions.length !== n) throw badMetricInput(predictions.length, n);
  let correct = 0;
  for (let i = 0; i < n; i++) if (predictions[i] === labels[i]) correct++;
  const value = correct / n;
  return { value, standardError: Math.sqrt((value * (1 - value)) / n), n };
}
