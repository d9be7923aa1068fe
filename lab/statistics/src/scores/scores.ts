import { accuracy } from './accuracy.ts';
import { f1 } from './f1.ts';
import { matthews } from './matthews.ts';
import type { Metric, Values } from './pairs.ts';
import { pearson } from './pearson.ts';
import { spearman } from './spearman.ts';

/** The name of a metric, such as `accuracy`. */
export type MetricName = 'accuracy' | 'f1' | 'matthews' | 'pearson' | 'spearman';

/** Every metric, by name. Each throws MetricError for rows it cannot score. */
export const metrics: Readonly<Record<MetricName, Metric>> = {
  accuracy,
  f1,
  matthews,
  pearson,
  spearman,
};

/**
 * The score of always giving the most frequent label (the smallest on ties); 0 for correlations.
 */
export function baseline(name: MetricName, labels: Values): number {
  const counts = new Map<number, number>();
  for (const label of Array.from(labels).sort((a, b) => a - b)) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  let [answer, most] = [0, 0];
  for (const [label, count] of counts) if (count > most) [answer, most] = [label, count];
  return metrics[name](new Float64Array(labels.length).fill(answer), labels);
}
