import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { baseline, metrics, type MetricName } from './metrics.ts';
import { MetricError } from './pairs.ts';

interface Case {
  name: string;
  predictions: number[];
  labels: number[];
  /** null: NaN */
  scores: Partial<Record<MetricName, number | null>>;
}

// made by tools/fixtures/metrics.py
const { cases } = JSON.parse(
  readFileSync(new URL('fixtures/metrics.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

describe('as scikit-learn and scipy have it', () => {
  const each = cases.flatMap(({ name, predictions, labels, scores }) =>
    Object.entries(scores).map(([metric, score]) => ({ name, metric, predictions, labels, score })),
  );
  test.each(each)('$metric: $name', ({ metric, predictions, labels, score }) => {
    const ours = metrics[metric as MetricName](predictions, labels);
    expect(Math.abs(ours - (score ?? 0))).toBeLessThan(1e-12);
  });
});

test.each([
  [[], [], 'at least one'],
  [[1], [1, 2], '1 predictions and 2 labels'],
  [[1, NaN], [1, 2], 'Row 1'],
  [[1, 2], [Infinity, 2], 'Row 0'],
])('refuses %j against %j', (predictions, labels, words) => {
  for (const metric of Object.values(metrics)) {
    expect(() => metric(predictions, labels)).toThrowError(MetricError);
    expect(() => metric(predictions, labels)).toThrowError(words);
  }
});

test('the baseline always gives the most frequent label', () => {
  const labels = [2, 0, 2, 1, 2];
  expect(baseline('accuracy', labels)).toBe(0.6);
  expect(baseline('matthews', labels)).toBe(0);
  expect(baseline('f1', [1, 1, 0])).toBe(0.8);
  expect(baseline('f1', [1, 0, 0])).toBe(0);
  expect(baseline('pearson', [1.5, 1.5, 2])).toBe(0);
  expect(baseline('f1', [1, 0, 1, 0])).toBe(0); // of 0 and 1, equally frequent, the smaller
});
