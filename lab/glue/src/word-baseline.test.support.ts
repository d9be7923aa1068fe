import type { Row } from './row.ts';

/**
 * Accuracy on `dev` of naive Bayes over a bag of features learnt on `train`: the score possible without
 * reading. Add-one smoothing.
 */
export function wordBaseline(
  train: readonly Row[],
  dev: readonly Row[],
  features: (row: Row) => string[],
): number {
  const labels = [...new Set(train.map(({ label }) => label))];
  const counts = labels.map(() => new Map<string, number>());
  const vocabulary = new Set<string>();
  for (const row of train) {
    const count = counts[labels.indexOf(row.label)];
    for (const feature of features(row)) {
      vocabulary.add(feature);
      count?.set(feature, (count.get(feature) ?? 0) + 1);
    }
  }
  const totals = counts.map((count) => [...count.values()].reduce((a, b) => a + b, 0));
  const right = dev.filter((row) => {
    const scores = counts.map((count, at) =>
      features(row).reduce(
        (sum, feature) =>
          sum + Math.log(((count.get(feature) ?? 0) + 1) / ((totals[at] ?? 0) + vocabulary.size)),
        0,
      ),
    );
    return labels[scores.indexOf(Math.max(...scores))] === row.label;
  });
  return right.length / dev.length;
}
