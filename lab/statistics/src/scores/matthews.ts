import { countPairs, type Metric } from './pairs.ts';

/**
 * Matthews' correlation of any number of classes (Gorodkin 2004, R_K; for two classes the phi
 * coefficient): with n rows, c of them correct, pₖ predicted and tₖ labelled k,
 * `(n c − Σ pₖ tₖ) / √((n² − Σ pₖ²)(n² − Σ tₖ²))`. 0 where either side has one class only, as
 * scikit-learn's `matthews_corrcoef`.
 */
export const matthews: Metric = (predictions, labels) => {
  const n = countPairs(predictions, labels);
  const counts = new Map<number, { predicted: number; labelled: number }>();
  const countOf = (label: number) => {
    let count = counts.get(label);
    if (!count) counts.set(label, (count = { predicted: 0, labelled: 0 }));
    return count;
  };
  let correct = 0;
  for (let row = 0; row < n; row++) {
    const [predicted, actual] = [predictions[row] as number, labels[row] as number];
    countOf(predicted).predicted++;
    countOf(actual).labelled++;
    correct += Number(predicted === actual);
  }
  let [together, spreadPredicted, spreadLabelled] = [n * correct, n * n, n * n];
  for (const { predicted, labelled } of counts.values()) {
    together -= predicted * labelled;
    spreadPredicted -= predicted * predicted;
    spreadLabelled -= labelled * labelled;
  }
  const size = Math.sqrt(spreadPredicted) * Math.sqrt(spreadLabelled);
  return size === 0 ? 0 : Math.max(-1, Math.min(1, together / size));
};
