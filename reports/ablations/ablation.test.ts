import type { Judged } from '@singlora/comparison';
import { expect, it } from 'vitest';
import { claimed } from './ablation.ts';

it.each([
  [[-0.0099, 0.0099], true, true],
  [[-0.0099, 0.0101], undefined, true],
  [[-0.0101, 0.0099], undefined, undefined],
] as const)('a point is the margin: %j is alike %s, no lower %s', (interval, alike, noLower) => {
  const one = { ...{ difference: 0, interval }, corrected: 0.5, family: 2 } as unknown as Judged;
  expect(claimed.alike.holds(one)).toBe(alike);
  expect(claimed.noLower.holds(one)).toBe(noLower);
});
