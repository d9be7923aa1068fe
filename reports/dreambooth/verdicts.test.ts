import { expect, it } from 'vitest';
import type { Difference } from './differences.ts';
import { more, noLess } from './verdicts.ts';

const over = (
  interval: readonly [number, number] | undefined,
  kind: Difference['over'] = 'subjects',
) => ({ over: kind, ...(interval ? { interval } : {}) }) as Difference;

it.each<[readonly [number, number], boolean | undefined, boolean | undefined]>([
  [[0.001, 0.05], true, true],
  [[0.001, 0.01], true, true],
  [[-0.01, 0.05], undefined, true],
  [[-0.01, 0.015], false, true],
  [[-0.019, -0.005], false, true],
  [[-0.019, 0.021], undefined, true],
  [[-0.021, 0.019], undefined, undefined],
  [[-0.03, 0.05], undefined, undefined],
  [[-0.021, -0.005], false, false],
  [[-0.03, -0.005], false, false],
  [[-0.2, -0.1], false, false],
])('of a difference from %j, more is %s and no less is %s', (interval, isMore, isNoLess) => {
  expect(more(over(interval))).toBe(isMore);
  expect(noLess(over(interval))).toBe(isNoLess);
});

it('leaves open what rests on one subject', () => {
  for (const kind of ['seeds', 'nothing'] as const) {
    expect(more(over([0.1, 0.2], kind))).toBeUndefined();
    expect(noLess(over([0.1, 0.2], kind))).toBeUndefined();
  }
  expect(more(over(undefined))).toBeUndefined();
});
