import { inPoints, noVerdict } from '@singlora/comparison';
import { expect, it } from 'vitest';
import { areAlike, areNoLower, type AblationDifference } from './differences.ts';

it.each([
  [[-0.0099, 0.0099], 'holds', 'holds'],
  [[-0.0099, 0.0101], 'undecided', 'holds'],
  [[-0.0101, 0.0099], 'undecided', 'undecided'],
] as const)('a point is the margin: %j is alike %s, no lower %s', (interval, alike, noLower) => {
  const side = { label: 'a', method: 'lora' };
  const one = {
    difference: 0,
    interval,
    corrected: 0.5,
    family: 2,
    one: side,
    other: side,
    words: inPoints,
    pairs: [],
    verdict: noVerdict('open'),
    reservation: undefined,
  } as unknown as AblationDifference;
  const name = () => 'it';
  expect(areAlike([one], name)!.verdict).toBe(alike);
  expect(areNoLower([one], name)!.verdict).toBe(noLower);
  expect(areAlike([], name)).toBeUndefined();
});
