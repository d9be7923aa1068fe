import { countPairs, type Metric } from './pairs.ts';

/** Share of predictions that equal their label. */
export const accuracy: Metric = (predictions, labels) => {
  const n = countPairs(predictions, labels);
  let correct = 0;
  for (let row = 0; row < n; row++) correct += Number(predictions[row] === labels[row]);
  return correct / n;
};
