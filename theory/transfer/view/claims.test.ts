import { expect, it } from 'vitest';
import { altered, runsOf } from '../../report/recorded.test.support.ts';
import { transferClaims } from './claims.ts';
import type { TransferRun } from './subject.ts';

const [recorded] = runsOf<TransferRun>('transfer', { method: 'singlora' });
const [claim] = transferClaims;

/** The recorded run, with this slope of its best rate, never at an end of the rates tried. */
const growing = (slope: number, half = 0.02, config: Partial<TransferRun['config']> = {}) =>
  altered(recorded, config, {
    exponent: { ...recorded.result.exponent!, slope, low: slope - half, high: slope + half },
    optimum: recorded.result.optimum.map((one) => ({ ...one, atEdge: 0 })),
  });

const verdict = (...runs: readonly TransferRun[]) => claim!.judge(runs)?.verdict;

it('follows the claimed rate where its interval reaches it, and is not flat as well', () => {
  expect(verdict(growing(-0.5))).toBe('holds');
  expect(verdict(growing(-1))).toBe('does not hold');
  expect(verdict(growing(-0.3, 0.6))).toBe('undecided');
  // −0.62 (−0.70 to −0.54) reaches −1/2 and the derived −3/4 of this toy.
  expect(verdict(growing(-0.62, 0.08))).toBe('undecided');
  expect(verdict(altered(recorded, {}, { exponent: null }))).toBe('undecided');
  const other = growing(-0.5, 0.02, { family: 'residual-mlp-mup' });
  expect(claim!.judge([other, growing(-1)])).toMatchObject({
    verdict: 'only if',
    condition: 'the model is a residual MLP in μP under Adam',
  });
});

it('is open where better rates may lie beyond those tried', () => {
  const flat = growing(0);
  const at = (atEdge: number) =>
    altered(flat, {}, { optimum: flat.result.optimum.map((one) => ({ ...one, atEdge })) });
  expect(verdict(flat)).toBe('does not hold');
  expect(verdict(at(1))).toBe('undecided');
});

it('is about SingLoRA as it is', () => {
  expect(
    verdict(...runsOf<TransferRun>('transfer', { method: 'singlora-scaled' })),
  ).toBeUndefined();
});
