import { inPoints } from '@singlora/comparison';
import { expect, it } from 'vitest';
import { areAlike, areNoLower, differencesTable, type AblationDifference } from './differences.ts';

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
    finding: 'not distinguishable',
    reservation: undefined,
  } as unknown as AblationDifference;
  const name = () => 'it';
  expect(areAlike([one], name)!.verdict).toBe(alike);
  expect(areNoLower([one], name)!.verdict).toBe(noLower);
  expect(areAlike([], name)).toBeUndefined();
});

it.each([
  [5, ' after Holm’s correction for all 5 comparisons of this experiment.'],
  [0, undefined],
])('says of a family of %d what is corrected', (family, says) => {
  const side = { label: 'a', method: 'lora' };
  const one = {
    family,
    one: side,
    other: side,
    words: inPoints,
    pairs: [],
  } as unknown as AblationDifference;
  const [note] = differencesTable('', [one, one]).notes;
  expect(note?.split('Findings are')[1]).toBe(says);
});
