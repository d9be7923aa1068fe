import { expect, it } from 'vitest';
import { inPoints, type Comparison } from './comparison.ts';
import { corrected, declared } from './correction.ts';
import { judgedTogether, verdictText } from './verdict.ts';

const compared = (difference: number, pValue?: number, reservation?: string) =>
  ({ difference, pValue, reservation }) as Comparison;
const verdicts = (...all: readonly Comparison[]) =>
  judgedTogether(all, 0).map(({ verdict }) => verdictText(verdict));
const noInterval = 'undecided (the seeds leave no spread to judge by)';

it('tells a difference apart at the level of 5%, by its sign', () => {
  expect(verdicts(compared(0.1, 0.0499))).toEqual(['higher']);
  expect(verdicts(compared(-0.1, 0.0499))).toEqual(['lower']);
  expect(verdicts(compared(0.1, 0.0501))).toEqual([noInterval]);
});

it('judges by the corrected value', () => {
  expect(verdicts(compared(0.1, 0.024), compared(-0.1, 0.9))).toEqual(['higher', noInterval]);
  expect(verdicts(compared(0.1, 0.026), compared(-0.1, 0.9))).toEqual([noInterval, noInterval]);
});

it('corrects only for what is judged', () => {
  const [one, other] = corrected([compared(0.1, 0.04), compared(0.1, 0.001, 'a reason')]);
  expect(one).toMatchObject({ family: 1, corrected: 0.04 });
  expect(other).toMatchObject({ family: 1, corrected: undefined });
  expect(verdicts(compared(0.1, 0.001, 'a reason'))).toEqual(['no verdict (a reason)']);
  expect(verdicts(compared(0.1))).toEqual([noInterval]);
});

it('counts in a declared family what is missing or may not be judged as no difference', () => {
  const family = [compared(0.1, 0.01), undefined, compared(0.1, 1e-9, 'a reason'), compared(0.1)];
  expect(declared(family)).toEqual([0.04, 1, 1, 1]);
});

it('writes a difference without an interval where there is none', () => {
  const one = { difference: 0.01, pairs: [{ name: 'seed 0', difference: 0.01 }] };
  expect(inPoints.effect(one as unknown as Comparison)).toBe('+1.00 points, 1 seed');
});
