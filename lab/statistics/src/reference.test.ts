import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { incompleteBeta, logGamma } from './beta.ts';
import { estimate } from './estimate.ts';
import type { GroupAt } from './group-contrast.ts';
import { groupSlope } from './group-slope.ts';
import { holm } from './holm.ts';
import { mcnemar } from './mcnemar.ts';
import { standardDeviation } from './moments.ts';
import { pairedBootstrap } from './paired-bootstrap.ts';
import { pairedT } from './paired-t.ts';
import type { PairedPredictions } from './paired-predictions.ts';
import { powerLaw } from './power-law.ts';
import { median, quantile } from './quantile.ts';
import { seededRandom } from './random.ts';
import { metrics } from './scores/scores.ts';
import { seedsAndRows, withRowVariance } from './seeds-and-rows.ts';
import { studentP, tQuantile } from './student.ts';

type Interval = [number, number];

interface Fixture {
  beta: { x: number; a: number; b: number; value: number }[];
  logGamma: { x: number; value: number }[];
  student: { t: number; df: number; p: number }[];
  studentQuantile: { df: number; value: number }[];
  quantiles: { values: number[]; at: { p: number; value: number }[] }[];
  estimates: {
    values: number[];
    mean: number;
    median: number;
    standardDeviation: number;
    standardError: number;
    interval: Interval;
  }[];
  mcnemar: { b: number; c: number; exact: number; midP: number }[];
  holm: { pValues: number[]; corrected: number[] }[];
  paired: { a: number[]; b: number[]; p: number; interval: Interval }[];
  bootstrap: {
    a: number[];
    b: number[];
    labels: number[];
    difference: number;
    standardError: number;
    interval: Interval;
  };
  seedsAndRows: {
    pairs: PairedPredictions[];
    labels: number[];
    difference: number;
    seedError: number;
    rowError: number;
    interval: Interval;
    pValue: number;
  }[];
  powerLaw: {
    points: { x: number; y: number }[];
    exponent: number;
    factor: number;
    interval: Interval;
  }[];
  groupSlope: { groups: GroupAt[]; slope: number; interval: Interval; residual: number }[];
}

// made by tools/fixtures/scipy_statistics.py
const fixture = JSON.parse(
  readFileSync(new URL('fixtures/statistics.json', import.meta.url), 'utf8'),
) as Fixture;

/** Expects a value within `relative` of another. */
const near = (value: number | undefined, expected: number, relative = 1e-9) =>
  expect(Math.abs(value! - expected)).toBeLessThanOrEqual(relative * Math.abs(expected) + 1e-14);

const allNear = (values: readonly number[] | undefined, expected: readonly number[]) =>
  expected.forEach((value, index) => near(values?.[index], value));

describe('as numpy, scipy and statsmodels have it', () => {
  test.each(fixture.beta)('I_$x($a, $b)', ({ x, a, b, value }) =>
    near(incompleteBeta(x, a, b), value),
  );
  test.each(fixture.logGamma)('ln Γ($x)', ({ x, value }) => near(logGamma(x), value));
  test.each(fixture.student)('P(|T| ≥ |$t|), $df degrees', ({ t, df, p }) =>
    near(studentP(t, df), p),
  );
  test.each(fixture.studentQuantile)('97.5% quantile, $df degrees', ({ df, value }) =>
    near(tQuantile(df, 0.05), value),
  );
  test.each(fixture.quantiles)('quantiles of $values', ({ values, at }) => {
    for (const { p, value } of at) near(quantile(values, p), value);
  });
  test.each(fixture.estimates)('mean and spread of $values', ({ values, ...expected }) => {
    const found = estimate(values);
    near(found.mean, expected.mean);
    near(median(values), expected.median);
    near(standardDeviation(values), expected.standardDeviation);
    near(found.standardError, expected.standardError);
    allNear(found.interval, expected.interval);
  });
  test.each(fixture.mcnemar)('McNemar, $b and $c', ({ b, c, exact, midP }) => {
    near(mcnemar(b, c).exact, exact);
    near(mcnemar(b, c).midP, midP);
  });
  test.each(fixture.holm)('Holm, $pValues', ({ pValues, corrected }) =>
    allNear(holm(pValues), corrected),
  );
  test.each(fixture.paired)('paired t, $a and $b', ({ a, b, p, interval }) => {
    const found = pairedT(b.map((value, index) => value - a[index]!));
    near(found.pValue, p);
    allNear(found.interval, interval);
  });
  test.each(fixture.powerLaw)('power law of $points', ({ points, exponent, factor, interval }) => {
    const found = powerLaw(points)!;
    near(found.exponent, exponent);
    near(found.factor, factor);
    allNear(found.interval, interval);
  });
  test.each(fixture.groupSlope)('slope of $groups', ({ groups, slope, interval, residual }) => {
    const found = groupSlope(groups);
    near(found.slope, slope);
    near(found.residual, residual);
    allNear(found.interval, interval);
  });
});

describe('as scipy and numpy have it, but for what 4,000 resamples differ by', () => {
  it('bootstraps a difference', () => {
    const { a, b, labels, ...expected } = fixture.bootstrap;
    const found = pairedBootstrap(metrics.accuracy, a, b, labels, seededRandom(1), 4000);
    near(found.difference, expected.difference);
    near(found.standardError, expected.standardError, 0.04);
    expect(Math.abs(found.interval[0] - expected.interval[0])).toBeLessThan(0.005);
    expect(Math.abs(found.interval[1] - expected.interval[1])).toBeLessThan(0.005);
  });

  test.each(fixture.seedsAndRows)(
    'seeds and rows, $pairs.length seeds',
    ({ pairs, labels, ...expected }) => {
      const found = seedsAndRows(metrics.accuracy, pairs, labels, seededRandom(1), 4000);
      near(found.difference, expected.difference);
      near(found.seedError, expected.seedError);
      near(found.rowError, expected.rowError, 0.1);
      const exact = withRowVariance(found.bySeed, expected.rowError ** 2);
      allNear(exact.interval, expected.interval);
      near(exact.pValue, expected.pValue);
    },
  );
});
