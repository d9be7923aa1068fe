import { readFileSync } from 'node:fs';
import { metrics } from '@singlora/metrics';
import { describe, expect, it, test } from 'vitest';
import { incompleteBeta, logGamma } from './beta.ts';
import { holm } from './holm.ts';
import { mcnemar } from './mcnemar.ts';
import { pairedBootstrap } from './paired-bootstrap.ts';
import { pairedT } from './paired-t.ts';
import { seededUniform } from './random.ts';
import { seedsAndRows } from './seeds-and-rows.ts';
import { quantile } from './stats.ts';
import { studentP, tQuantile975 } from './student.ts';

interface Fixture {
  beta: { x: number; a: number; b: number; value: number }[];
  logGamma: { x: number; value: number }[];
  student: { t: number; df: number; p: number }[];
  quantile: { df: number; value: number }[];
  mcnemar: { b: number; c: number; exact: number; midP: number }[];
  holm: { pValues: number[]; corrected: number[] }[];
  paired: { a: number[]; b: number[]; p: number; interval: [number, number] }[];
  bootstrap: {
    a: number[];
    b: number[];
    labels: number[];
    difference: number;
    standardError: number;
    interval: [number, number];
  };
}

// made by tools/fixtures/reporting.py
const fixture = JSON.parse(
  readFileSync(new URL('fixtures/statistics.json', import.meta.url), 'utf8'),
) as Fixture;

/** Within `relative` of what is expected. */
const near = (value: number, expected: number, relative = 1e-9) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.abs(expected) + 1e-14);

describe('as scipy and statsmodels have it', () => {
  test.each(fixture.beta)('I_$x($a, $b)', ({ x, a, b, value }) =>
    near(incompleteBeta(x, a, b), value),
  );
  test.each(fixture.logGamma)('ln Γ($x)', ({ x, value }) => near(logGamma(x), value));
  test.each(fixture.student)('P(|T| ≥ |$t|), $df degrees', ({ t, df, p }) =>
    near(studentP(t, df), p),
  );
  test.each(fixture.quantile)('97.5% quantile, $df degrees', ({ df, value }) =>
    near(tQuantile975(df), value),
  );
  test.each(fixture.mcnemar)('McNemar, $b and $c', ({ b, c, exact, midP }) => {
    near(mcnemar(b, c).exact, exact);
    near(mcnemar(b, c).midP, midP);
  });
  test.each(fixture.holm)('Holm, $pValues', ({ pValues, corrected }) =>
    holm(pValues).forEach((p, index) => near(p, corrected[index]!)),
  );
  test.each(fixture.paired)('paired t, $a and $b', ({ a, b, p, interval }) => {
    const found = pairedT(b.map((value, index) => value - a[index]!));
    near(found.pValue!, p);
    near(found.interval![0], interval[0]);
    near(found.interval![1], interval[1]);
  });

  it('bootstraps to the standard error of the closed form', () => {
    const { a, b, labels, ...expected } = fixture.bootstrap;
    const found = pairedBootstrap(metrics.accuracy, a, b, labels, seededUniform(1), 4000);
    near(found.difference, expected.difference);
    near(found.standardError, expected.standardError, 0.04);
    expect(Math.abs(found.interval[0] - expected.interval[0])).toBeLessThan(0.005);
    expect(Math.abs(found.interval[1] - expected.interval[1])).toBeLessThan(0.005);
  });
});

describe('seeds and rows', () => {
  /** Rows that are hard for a seed alone, seeds that differ, and what all share: `effect` is the true difference. */
  function simulate(random: () => number, seeds: number, rows: number, effect: number) {
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const labels = new Float64Array(rows).fill(1);
    const ease = Array.from({ length: rows }, () => 0.15 * normal());
    const pairs = Array.from({ length: seeds }, () => {
      const shift = 0.02 * normal();
      const draw = (p: (row: number) => number) =>
        Float64Array.from(labels, (_, row) => Number(random() < p(row)));
      return { a: draw(() => 0.6), b: draw((row) => 0.6 + effect + shift + ease[row]!) };
    });
    return { pairs, labels };
  }

  it('covers the true difference about as often as it says', () => {
    const random = seededUniform(3);
    const trials = 300;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { pairs, labels } = simulate(random, 4, 150, 0.05);
      const { interval } = seedsAndRows(metrics.accuracy, pairs, labels, random, 150);
      covered += Number(interval[0] <= 0.05 && 0.05 <= interval[1]);
    }
    expect(covered / trials).toBeGreaterThan(0.91);
    expect(covered / trials).toBeLessThan(0.99);
  });

  it('adds what all seeds share to what sets them apart', () => {
    const { pairs, labels } = simulate(seededUniform(5), 5, 400, 0.1);
    const found = seedsAndRows(metrics.accuracy, pairs, labels, seededUniform(6));
    const t = pairedT(found.bySeed);
    near(found.difference, t.mean);
    near(found.seedError, t.standardError!);
    near(found.standardError, Math.hypot(found.seedError, found.rowError));
    expect(found.degreesOfFreedom).toBeGreaterThanOrEqual(4);
  });

  it('is the paired t over seeds where all rows are alike', () => {
    const labels = new Float64Array(50).fill(1);
    const of = (right: number) => Float64Array.from(labels, () => right);
    const pairs = [
      { a: of(0), b: of(1) },
      { a: of(0), b: of(0) },
      { a: of(1), b: of(1) },
    ];
    const found = seedsAndRows(metrics.accuracy, pairs, labels, seededUniform(7), 50);
    const t = pairedT([1, 0, 0]);
    near(found.rowError, 0);
    near(found.pValue!, t.pValue!);
    near(found.interval[1], t.interval![1]);
  });

  it('needs two seeds, and every prediction on the same rows', () => {
    const one = { a: [1, 0], b: [1, 1] };
    const run = (pairs: (typeof one)[], labels: number[]) => () =>
      seedsAndRows(metrics.accuracy, pairs, labels, seededUniform(0));
    expect(run([one], [1, 1])).toThrow(expect.objectContaining({ code: 'NO_VALUES' }));
    expect(run([one, one], [1, 1, 1])).toThrow(expect.objectContaining({ code: 'OTHER_ROWS' }));
  });

  it('gives no p-value where there is no spread to judge by', () => {
    const pair = { a: [0, 0, 0], b: [1, 1, 1] };
    const found = seedsAndRows(metrics.accuracy, [pair, pair], [1, 1, 1], seededUniform(0), 20);
    expect(found.difference).toBe(1);
    expect(found.pValue).toBeUndefined();
  });
});

it('draws the same numbers for the same seed, evenly', () => {
  const draw = (seed: number) => Array.from({ length: 4000 }, seededUniform(seed));
  const values = draw(1);
  expect(draw(1)).toEqual(values);
  expect(draw(2)).not.toEqual(values);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  for (const p of [0.1, 0.5, 0.9]) expect(Math.abs(quantile(values, p) - p)).toBeLessThan(0.03);
});
