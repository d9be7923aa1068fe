import { expect, it } from 'vitest';
import type { SweepCell } from '../record.ts';
import { isBounded } from './agreement.ts';

it.each([
  ['stable', true],
  ['vanishing', true],
  ['exploding', false],
] as const)('what is predicted %s is bounded: %s', (predictedVerdict, is) => {
  expect(isBounded({ predictedVerdict } as SweepCell)).toBe(is);
});
