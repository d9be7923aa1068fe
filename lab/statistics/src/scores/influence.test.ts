import { expect, test } from 'vitest';
import { bootstrap } from '../bootstrap.ts';
import { standardDeviation } from '../moments.ts';
import { picker } from '../paired-predictions.ts';
import { seededNormal } from '../random.test.support.ts';
import { seededRandom } from '../random.ts';
import { influenceOf } from './influence.ts';
import { metrics } from './scores.ts';

const rows = 400;
const normal = seededNormal(3);
const hidden = Float64Array.from({ length: rows }, normal);
const noisy = hidden.map((value) => value + 0.8 * normal());
const classes = (values: Float64Array) => values.map((value) => Number(value > 0.4));

test.each([
  ['accuracy', classes(noisy), classes(hidden)],
  ['matthews', classes(noisy), classes(hidden)],
  ['pearson', noisy, hidden],
] as const)(
  'of %s: the variance of its influences is the bootstrap’s',
  (name, predicted, labels) => {
    const metric = metrics[name];
    const influence = influenceOf(metric, [predicted, labels])!(predicted, labels);
    expect(influence.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 9);
    const error = Math.sqrt(influence.reduce((sum, value) => sum + value ** 2, 0)) / rows;
    const [p, l] = [picker(predicted), picker(labels)];
    const scores = bootstrap([rows], seededRandom(1), 4000, (drawn) => metric(p(drawn), l(drawn)));
    expect(Math.abs(error / standardDeviation(scores) - 1)).toBeLessThan(0.05);
  },
);

test('is not known of three classes nor of ranks', () => {
  const three = Float64Array.of(0, 1, 2);
  expect(influenceOf(metrics.matthews, [three, three])).toBeUndefined();
  expect(influenceOf(metrics.spearman, [three, three])).toBeUndefined();
});

test('is none where a side is constant', () => {
  const [one, other] = [Float64Array.of(1, 1, 1), Float64Array.of(1, 2, 3)];
  expect([...influenceOf(metrics.pearson, [])!(one, other)]).toEqual([0, 0, 0]);
});
