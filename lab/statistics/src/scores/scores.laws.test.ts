import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { metrics } from './scores.ts';
import { ranks } from './spearman.ts';

const pairs = (value: fc.Arbitrary<number>) =>
  fc
    .array(fc.tuple(value, value), { minLength: 1, maxLength: 60 })
    .map((rows) => [rows.map(([p]) => p), rows.map(([, l]) => l)] as const);
const classes = (count: number) => pairs(fc.integer({ min: 0, max: count - 1 }));
const reals = pairs(fc.integer({ min: -50, max: 50 }).map((n) => n / 8));
const isConstant = (values: readonly number[]) => new Set(values).size === 1;

describe('every metric', () => {
  test.prop([classes(2)])('is the same in any order of the rows', ([predictions, labels]) => {
    for (const metric of Object.values(metrics)) {
      const reversed = metric(predictions.toReversed(), labels.toReversed());
      expect(reversed).toBeCloseTo(metric(predictions, labels), 10);
    }
  });

  test.prop([reals])(
    'is at most 1, and 1 or undefined for the labels themselves',
    ([p, labels]) => {
      const ids = labels.map((label) => Number(label > 0));
      for (const [name, metric] of Object.entries(metrics)) {
        const own = name === 'f1' || name === 'matthews' ? ids : labels;
        expect(metric(p, own)).toBeLessThanOrEqual(1);
        const undefinedThere = name === 'f1' ? !own.includes(1) : isConstant(own);
        const expected = name !== 'accuracy' && undefinedThere ? 0 : 1;
        expect(metric(own, own)).toBeCloseTo(expected, 12);
      }
    },
  );
});

test.prop([classes(2)])('of two classes Matthews’ is Pearson’s correlation', ([p, l]) => {
  expect(metrics.matthews(p, l)).toBeCloseTo(metrics.pearson(p, l), 10);
});

test.prop([classes(4), fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 })])(
  'accuracy and Matthews’ do not depend on the names of the classes',
  ([p, l], names) => {
    const rename = (values: readonly number[]) => values.map((value) => names[value]!);
    expect(metrics.accuracy(rename(p), rename(l))).toBe(metrics.accuracy(p, l));
    expect(metrics.matthews(rename(p), rename(l))).toBeCloseTo(metrics.matthews(p, l), 12);
  },
);

test.prop([reals])('Pearson’s is unmoved by scale and shift, Spearman’s by any rise', ([p, l]) => {
  const moved = p.map((value) => 3 * value - 7);
  expect(metrics.pearson(moved, l)).toBeCloseTo(metrics.pearson(p, l), 10);
  const risen = p.map((value) => value ** 3);
  expect(metrics.spearman(risen, l)).toBeCloseTo(metrics.spearman(p, l), 12);
  const negated = p.map((value) => -value);
  expect(metrics.pearson(negated, l)).toBeCloseTo(-metrics.pearson(p, l), 12);
});

test.prop([reals])('ranks add up to those of distinct values', ([values]) => {
  const n = values.length;
  expect(ranks(values).reduce((sum, rank) => sum + rank, 0)).toBeCloseTo((n * (n + 1)) / 2, 8);
});
