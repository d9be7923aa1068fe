import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { holm } from './holm.ts';
import { mcnemar } from './mcnemar.ts';
import { pairedT } from './paired-t.ts';
import { pairedBootstrap } from './paired-bootstrap.ts';
import { seededRandom } from './random.ts';
import { metrics } from './scores/scores.ts';
import { withRowVariance } from './seeds-and-rows.ts';
import { studentP, tQuantile } from './student.ts';

const counts = fc.nat({ max: 400 });
const shares = fc.double({ min: 0, max: 1, noNaN: true });

test.prop([counts, counts])(
  'McNemar takes both methods alike, and mid-p is never above exact',
  (b, c) => {
    const { exact, midP } = mcnemar(b, c);
    expect(mcnemar(c, b)).toEqual({ exact, midP });
    expect(midP).toBeGreaterThanOrEqual(0);
    expect(midP).toBeLessThanOrEqual(exact);
    expect(exact).toBeLessThanOrEqual(1);
  },
);

test.prop([counts, counts])(
  'McNemar: one more row for the worse side is never more significant',
  (b, c) => {
    const [worse, better] = [Math.min(b, c), Math.max(b, c)];
    fc.pre(worse < better);
    expect(mcnemar(worse + 1, better).exact).toBeGreaterThanOrEqual(
      mcnemar(worse, better).exact - 1e-12,
    );
  },
);

test.prop([fc.array(shares, { minLength: 1, maxLength: 12 })])(
  'Holm lies between the p-values and Bonferroni’s, in their order',
  (pValues) => {
    const corrected = holm(pValues);
    for (const [index, p] of pValues.entries()) {
      expect(corrected[index]).toBeGreaterThanOrEqual(p);
      expect(corrected[index]).toBeLessThanOrEqual(Math.min(1, pValues.length * p) + 1e-12);
      for (const [other, q] of pValues.entries())
        if (p < q) expect(corrected[index]!).toBeLessThanOrEqual(corrected[other]!);
    }
    expect(holm([...pValues].reverse())).toEqual([...corrected].reverse());
  },
);

test.prop([fc.double({ min: 0.5, max: 500, noNaN: true })])(
  'beyond the 97.5% quantile of Student’s t lie 2.5% on either side',
  (df) => {
    expect(studentP(tQuantile(df, 0.05), df)).toBeCloseTo(0.05, 10);
  },
);

test.prop([fc.integer({ min: -999, max: 999 }), fc.integer({ min: 2, max: 12 })])(
  'equal differences have no p-value, however they are rounded',
  (thousandths, n) => {
    const scores = Array.from({ length: n }, (_, seed) => 0.2 + seed / 100);
    const differences = scores.map((score) => score + thousandths / 1000 - score);
    const equal = new Array<number>(n).fill(thousandths / 1000);
    for (const found of [differences, equal].flatMap((all) => [
      pairedT(all),
      withRowVariance(all, 0),
    ]))
      expect(found).not.toHaveProperty('pValue');
  },
);

test.prop([fc.integer({ min: 1, max: 999 }), fc.constantFrom(1e-4, 1e-6, 1e-8)])(
  'differences that differ have one, however little: it depends on their shape alone',
  (thousandths, apart) => {
    const differences = [-1, 0, 1].map((step) => (thousandths / 1000) * (1 + apart * step));
    // t = 1 / apart · √3 on 2 degrees of freedom, whose two-sided p is 1 − t / √(2 + t²).
    const t = Math.sqrt(3) / apart;
    const expected = 2 / (2 + t * t) / (1 + t / Math.sqrt(2 + t * t));
    for (const { pValue = NaN } of [pairedT(differences), withRowVariance(differences, 0)])
      expect(pValue / expected).toBeCloseTo(1, 5);
  },
);

const rows = fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.nat({ max: 2 })), {
  minLength: 2,
  maxLength: 30,
});

test.prop([rows, fc.integer()])(
  'the paired bootstrap turns with the methods’ order',
  (all, seed) => {
    const [a, b, labels] = [0, 1, 2].map((column) => all.map((row) => row[column]!));
    const one = pairedBootstrap(metrics.accuracy, a!, b!, labels!, seededRandom(seed), 50);
    const other = pairedBootstrap(metrics.accuracy, b!, a!, labels!, seededRandom(seed), 50);
    expect(other.difference).toBeCloseTo(-one.difference, 12);
    expect(other.standardError).toBeCloseTo(one.standardError, 12);
    expect(other.interval[0]).toBeCloseTo(-one.interval[1], 12);
    const same = pairedBootstrap(metrics.accuracy, a!, a!, labels!, seededRandom(seed), 50);
    expect(same).toMatchObject({ difference: 0, standardError: 0, interval: [0, 0] });
  },
);
