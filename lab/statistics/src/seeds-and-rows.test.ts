import { describe, expect, it, test } from 'vitest';
import { estimate } from './estimate.ts';
import { holm } from './holm.ts';
import { pairedT } from './paired-t.ts';
import { seededRandom } from './random.ts';
import { seededNormal } from './random.test.support.ts';
import type { Metric } from './scores/pairs.ts';
import { metrics } from './scores/scores.ts';
import { seedsAndRows, withRowVariance } from './seeds-and-rows.ts';

describe('with few seeds', () => {
  const families = 2000;
  /** Two standard errors of a share of 0.05 over this many families. */
  const chance = 2 * Math.sqrt((0.05 * 0.95) / families);

  /**
   * Families of three methods that are all as good as one baseline. In each difference, the rows
   * that all seeds share add `share` times the variance of the mean over seeds.
   */
  function simulate(k: number, share: number) {
    const normal = seededNormal(100 * k + share);
    const seeds = () => Array.from({ length: k }, normal);
    let [wrong, covered] = [0, 0];
    for (let family = 0; family < families; family++) {
      const baseline = seeds();
      const found = Array.from({ length: 3 }, () => {
        const rows = Math.sqrt((2 * share) / k) * normal();
        const differences = seeds().map((value, seed) => value - baseline[seed]! + rows);
        return withRowVariance(differences, (2 * share) / k);
      });
      wrong += Number(Math.min(...holm(found.map(({ pValue }) => pValue!))) <= 0.05);
      const [low, high] = found[0]!.interval;
      covered += Number(low <= 0 && 0 <= high);
    }
    return { wrong: wrong / families, covered: covered / families };
  }

  const cases = [3, 5, 10].flatMap((k) => [0, 0.1].map((share) => [k, share] as const));
  test.each(cases)('%d seeds, row share %d: errors are no more than stated', (k, share) => {
    const { wrong, covered } = simulate(k, share);
    expect(wrong).toBeLessThanOrEqual(0.05 + chance);
    expect(covered).toBeGreaterThanOrEqual(0.95 - chance);
  });
});

/** Student's t with 4 degrees of freedom: heavier tails than the normal distribution. */
function heavyTailed(normal: () => number): () => number {
  return () => {
    const squares = Array.from({ length: 4 }, () => normal() ** 2);
    return normal() / Math.sqrt(squares.reduce((sum, next) => sum + next, 0) / 4);
  };
}

test.each([5, 7, 10])(
  'of families of 27 comparisons over %d seeds with heavy tails no more than 1 in 20 has a false difference',
  (k) => {
    const families = 600;
    const draw = heavyTailed(seededNormal(k));
    const seeds = () => Array.from({ length: k }, draw);
    let wrong = 0;
    for (let family = 0; family < families; family++) {
      const pValues = Array.from({ length: 9 }, () => {
        // Three methods beside one baseline, on nine tasks.
        const baseline = seeds();
        return Array.from({ length: 3 }, () => {
          const differences = seeds().map((value, seed) => value - baseline[seed]!);
          return withRowVariance(differences, 0).pValue!;
        });
      });
      wrong += Number(Math.min(...holm(pValues.flat())) <= 0.05);
    }
    expect(wrong / families).toBeLessThanOrEqual(0.05 + 2 * Math.sqrt((0.05 * 0.95) / families));
  },
);

/** Simulates rows that are hard for single seeds, differing seeds, and effects that all share; `effect` is the true difference. */
function simulate(
  random: ReturnType<typeof seededRandom>,
  seeds: number,
  rows: number,
  effect: number,
) {
  const { uniform } = random;
  const normal = seededNormal(random.integer(2 ** 31));
  const labels = new Float64Array(rows).fill(1);
  const ease = Array.from({ length: rows }, () => 0.15 * normal());
  const pairs = Array.from({ length: seeds }, () => {
    const shift = 0.02 * normal();
    const draw = (p: (row: number) => number) =>
      Float64Array.from(labels, (_, row) => Number(uniform() < p(row)));
    return { a: draw(() => 0.6), b: draw((row) => 0.6 + effect + shift + ease[row]!) };
  });
  return { pairs, labels };
}

it('covers the true difference of resampled predictions, too', () => {
  const random = seededRandom(3);
  const trials = 300;
  let covered = 0;
  for (let trial = 0; trial < trials; trial++) {
    const { pairs, labels } = simulate(random, 4, 150, 0.05);
    const { interval } = seedsAndRows(metrics.accuracy, pairs, labels, random, 150);
    covered += Number(interval[0] <= 0.05 && 0.05 <= interval[1]);
  }
  expect(covered / trials).toBeGreaterThanOrEqual(0.95 - 2 * Math.sqrt((0.05 * 0.95) / trials));
});

it('adds what all seeds share to what sets them apart', () => {
  const { pairs, labels } = simulate(seededRandom(5), 5, 400, 0.1);
  const found = seedsAndRows(metrics.accuracy, pairs, labels, seededRandom(6));
  const { mean, standardError = NaN } = estimate(found.bySeed);
  expect(found.difference).toBeCloseTo(mean, 12);
  expect(found.seedError).toBeCloseTo(standardError, 12);
  expect(found.rowError).toBeGreaterThan(0);
  expect(found.standardError).toBeCloseTo(Math.hypot(found.seedError, found.rowError), 12);
});

it('is the paired t over seeds where all rows are alike', () => {
  const labels = new Float64Array(50).fill(1);
  const of = (right: number) => Float64Array.from(labels, () => right);
  const pairs = [
    { a: of(0), b: of(1) },
    { a: of(0), b: of(0) },
    { a: of(1), b: of(1) },
  ];
  const found = seedsAndRows(metrics.accuracy, pairs, labels, seededRandom(7), 50);
  const t = pairedT([1, 0, 0]);
  expect(found.rowError).toBe(0);
  expect(found.pValue).toBeCloseTo(t.pValue!, 12);
  expect(found.interval[1]).toBeCloseTo(t.interval![1], 12);
});

describe('the error of the rows', () => {
  /** The row error of accuracy, where only b is ever right, on these rows of each seed. */
  const rowErrorOf = (metric: Metric, ...right: readonly (readonly number[])[]) => {
    const labels = new Float64Array(right[0]!.length).fill(1);
    const pairs = right.map((b) => ({ a: labels.map(() => 0), b }));
    return seedsAndRows(metric, pairs, labels, seededRandom(8), 4000).rowError;
  };
  const { accuracy } = metrics;
  /** The same scores by a metric with unknown influence function, so that rows are resampled. */
  const resampled: Metric = (predictions, labels) => accuracy(predictions, labels);

  it('is the covariance of two seeds’ differences over the rows, as numpy.cov(…, bias=True) / n', () => {
    // cov([1, 1, 0, 0], [1, 1, 1, 0]) = 2/4 − 2/4 · 3/4 = 1/8, over n = 4
    expect(rowErrorOf(accuracy, [1, 1, 0, 0], [1, 1, 1, 0])).toBeCloseTo(Math.sqrt(1 / 32), 12);
    // three seeds: the mean of their covariances 1/8, 0 and 1/8
    expect(rowErrorOf(accuracy, [1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 0])).toBeCloseTo(
      Math.sqrt(1 / 12 / 4),
      12,
    );
  });

  it('is none where rows set seeds apart', () => {
    for (const metric of [accuracy, resampled])
      expect(rowErrorOf(metric, [1, 1, 0, 0], [0, 0, 1, 1])).toBe(0);
  });

  it('is the same by resampling, but for what 4,000 resamples differ by', () => {
    const { uniform } = seededRandom(9);
    // A third of the rows is right in every seed; the others are random.
    const draw = () => Array.from({ length: 90 }, (_, row) => Number(row < 30 || uniform() < 0.4));
    const right = [draw(), draw(), draw()];
    const exact = rowErrorOf(accuracy, ...right);
    expect(rowErrorOf(resampled, ...right) / exact).toBeCloseTo(1, 1);
  });
});

describe('rows that are drawn together', () => {
  /** Three copies of each of 80 rows. */
  const groups = Array.from({ length: 240 }, (_, row) => row % 80);
  const { uniform } = seededRandom(11);
  const draw = () => {
    const own = Array.from({ length: 80 }, (_, row) => Number(row < 25 || uniform() < 0.4));
    return groups.map((group) => own[group]!);
  };
  const labels = groups.map(() => 1);
  const pairs = [draw(), draw(), draw()].map((b) => ({ a: labels.map(() => 0), b }));
  const errorOf = (metric: Metric, all: typeof pairs, of: number[], by?: number[]) =>
    seedsAndRows(metric, all, of, seededRandom(12), 4000, by).rowError;

  it('count as one: copies of rows are worth no more than the rows', () => {
    const once = pairs.map(({ a, b }) => ({ a: a.slice(0, 80), b: b.slice(0, 80) }));
    const alone = errorOf(metrics.accuracy, once, labels.slice(0, 80));
    expect(errorOf(metrics.accuracy, pairs, labels, groups)).toBeCloseTo(alone, 12);
    expect(errorOf(metrics.accuracy, pairs, labels)).toBeCloseTo(alone / Math.sqrt(3), 12);
  });

  it('are the same by resampling, but for what 4,000 resamples differ by', () => {
    const resampled: Metric = (predictions, of) => metrics.accuracy(predictions, of);
    const exact = errorOf(metrics.accuracy, pairs, labels, groups);
    expect(errorOf(resampled, pairs, labels, groups) / exact).toBeCloseTo(1, 1);
  });
});

it('needs two seeds, and every prediction on the same rows', () => {
  const one = { a: [1, 0], b: [1, 1] };
  const run = (pairs: (typeof one)[], labels: number[]) => () =>
    seedsAndRows(metrics.accuracy, pairs, labels, seededRandom(0));
  expect(run([one], [1, 1])).toThrow(expect.objectContaining({ code: 'NO_VALUES' }));
  expect(run([one, one], [1, 1, 1])).toThrow(expect.objectContaining({ code: 'OTHER_ROWS' }));
});

it('gives no p-value where there is no spread to judge by', () => {
  const pair = { a: [0, 0, 0], b: [1, 1, 1] };
  const found = seedsAndRows(metrics.accuracy, [pair, pair], [1, 1, 1], seededRandom(0), 20);
  expect(found.difference).toBe(1);
  expect(found.pValue).toBeUndefined();
});
