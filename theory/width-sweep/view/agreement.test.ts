import { expect, it } from 'vitest';
import type { SweepCell } from '../record.ts';
import { agreementText, distinct, isBounded } from './agreement.ts';

it.each([
  ['stable', true],
  ['vanishing', true],
  ['exploding', false],
] as const)('what is predicted %s is bounded: %s', (predictedVerdict, is) => {
  expect(isBounded({ predictedVerdict } as SweepCell)).toBe(is);
});

it('counts a measurement once, however many rates and methods repeat it', () => {
  const at = (slope: number, predicted: number) => ({
    fit: { slope, low: slope - 0.05, high: slope + 0.05 },
    predicted,
  });
  // The same random draws at another c: the slope moves with its prediction.
  expect(distinct([at(-0.48, -0.5), at(0.02, 0), at(0.02, 0), at(0.04, 0)])).toHaveLength(2);
});

it('explains nothing of rates at which nothing was compared', () => {
  expect(agreementText([]).text).not.toContain('Above');
});
