import type { MeasuredCell } from '@singlora/scaling';
import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../sentence.ts';
import { cellLine, summarySentence, sweepSummary } from './summary.ts';

const slope = { slope: -0.02, low: -0.05, high: 0.01, residual: 0.1, widths: 4, seeds: 5 };

/** SingLoRA by gradient descent at c = −1, as after 40 steps. */
const cell = {
  rateExponent: -1,
  peaks: [64, 128, 256].map((width) => ({ width, values: [1, 1.01] })),
  verdict: 'stable',
  slope,
  predicted: -0.5,
  agreement: 'differs',
  agrees: false,
  first: { slope: { ...slope, slope: -0.5, low: -0.55, high: -0.45 }, expected: -0.5 },
  later: { fixed: 'vanishing', logTime: true },
  loss: { start: 1, end: 0.5 },
  quantities: { totalF: [{ step: 40, predicted: -0.5, ...slope, slope: -0.4 }] },
} as unknown as MeasuredCell;

describe('a cell’s line', () => {
  it('says for how many steps, and what holds of others', () => {
    expect(cellLine(cell, 40)).toBe(
      'rate n^-1: stable for 40 steps, slope -0.02 (95 % -0.05 to 0.01); predicted -0.50 — DIFFERS; f − f₀ -0.40 (-0.05 to 0.01), predicted -0.50; in the limit vanishing at every fixed number of steps, Θ(1) after Θ(log n)',
    );
  });

  it('says of a hollow one what the loss is', () => {
    const hollow = {
      ...cell,
      verdict: 'hollow',
      loss: { start: 2100.4, end: 2019 },
    } as MeasuredCell;
    expect(cellLine(hollow, 100)).toMatch(
      /^rate n\^-1: hollow for 100 steps, .*; the loss at the widest is 2020 times the frozen model’s, 2100 times before the first step$/,
    );
  });
});

it('counts exponents at the first step and of all steps, and what shifted predictions would do', () => {
  const summary = sweepSummary([cell, { ...cell, verdict: 'hollow' }]);
  expect(summary).toMatchObject({ agrees: 2, differs: 0, laterDiffers: 2, hollow: 1 });
  expect(summary['shifted0.25']).toBe(2);
  expect(sentenceOf(summarySentence, { ...summary, seconds: 3 })).toBe(
    '2 rates; first step: 2 exponents as predicted, 0 not, 0 undecided (of all predictions shifted by 0.1, 0.25 and 0.5, 0, 2 and 2 would not be); all steps: 0 exponents as predicted, 2 not, 0 undecided; 1 hollow; 3 s',
  );
});
