import { expect, it } from 'vitest';
import { inPoints, type Comparison } from './comparison.ts';
import { corrected, declared } from './correction.ts';

const compared = (difference: number, pValue?: number, reservation?: string) =>
  ({ difference, pValue, reservation }) as Comparison;
const findings = (...all: readonly Comparison[]) => corrected(all).map(({ finding }) => finding);

it('tells a difference apart at the level of 5%, by its sign', () => {
  expect(findings(compared(0.1, 0.0499))).toEqual(['higher']);
  expect(findings(compared(-0.1, 0.0499))).toEqual(['lower']);
  expect(findings(compared(0.1, 0.0501))).toEqual(['not distinguishable']);
});

it('judges by the corrected value, and says where only the correction undoes a difference', () => {
  expect(findings(compared(0.1, 0.024), compared(-0.1, 0.9))).toEqual([
    'higher',
    'not distinguishable',
  ]);
  expect(findings(compared(0.1, 0.026), compared(-0.1, 0.9))).toEqual([
    'lost to correction',
    'not distinguishable',
  ]);
});

it('corrects only for what is judged', () => {
  const [one, other] = corrected([compared(0.1, 0.04), compared(0.1, 0.001, 'a reason')]);
  expect(one).toMatchObject({ finding: 'higher', family: 1, corrected: 0.04 });
  expect(other).toMatchObject({ finding: 'no verdict', family: 1 });
  expect(other!.corrected).toBeUndefined();
  expect(findings(compared(0.1))).toEqual(['not testable']);
});

it('counts in a declared family what is missing or may not be judged as no difference', () => {
  const family = [compared(0.1, 0.01), undefined, compared(0.1, 1e-9, 'a reason'), compared(0.1)];
  expect(declared(family)).toEqual([0.04, 1, 1, 1]);
});

it('writes a difference without an interval where there is none', () => {
  const one = { difference: 0.01, pairs: [{ name: 'seed 0', difference: 0.01 }] };
  expect(inPoints.effect(one as unknown as Comparison)).toBe('+1.00 points, 1 seed');
});
