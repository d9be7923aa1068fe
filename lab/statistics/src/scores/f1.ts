import { countPairs, type Metric } from './pairs.ts';

/**
 * Harmonic mean of precision and recall of class 1: `2 tp / (2 tp + fp + fn)`; 0 where class 1 is
 * neither predicted nor there, as scikit-learn's `f1_score`.
 */
export const f1: Metric = (predictions, labels) => {
  const n = countPairs(predictions, labels);
  let both = 0;
  let either = 0;
  for (let row = 0; row < n; row++) {
    const [predicted, actual] = [Number(predictions[row] === 1), Number(labels[row] === 1)];
    both += predicted * actual;
    either += predicted + actual;
  }
  return either === 0 ? 0 : (2 * both) / either;
};
