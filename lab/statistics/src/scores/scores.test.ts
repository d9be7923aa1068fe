import { describe, expect, test } from 'vitest';
import { StatisticsError } from '../errors.ts';
import { readScores } from './scores.test.support.ts';
import { baseline, metrics, type MetricName } from './scores.ts';

const { cases, baselines } = readScores();

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
    expect(() => metric(predictions, labels)).toThrowError(StatisticsError);
    expect(() => metric(predictions, labels)).toThrowError(words);
  }
});

test.each(baselines)('always answering the most frequent of $labels', ({ labels, scores }) => {
  for (const [metric, score] of Object.entries(scores))
    expect(baseline(metric as MetricName, labels)).toBeCloseTo(score, 12);
});

test('one answer for all has no correlation', () => {
  expect(baseline('pearson', [1.5, 1.5, 2])).toBe(0);
});
