import { countPairs, type Metric, type Values } from './pairs.ts';
import { pearson } from './pearson.ts';

/** Spearman's correlation: Pearson's of the ranks; likewise 0 where either side is constant. */
export const spearman: Metric = (predictions, labels) => {
  countPairs(predictions, labels);
  return pearson(ranks(predictions), ranks(labels));
};

/** Each value's rank from 1; equal values share the mean of their ranks. */
export function ranks(values: Values): Float64Array {
  const order = Array.from({ length: values.length }, (_, row) => row);
  const at = (place: number) => values[order[place] as number] as number;
  order.sort((a, b) => (values[a] as number) - (values[b] as number));
  const result = new Float64Array(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && at(end) === at(start)) end++;
    for (let place = start; place < end; place++) {
      result[order[place] as number] = (start + 1 + end) / 2;
    }
  }
  return result;
}
