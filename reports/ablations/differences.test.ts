import { expect, it } from 'vitest';
import { alike, noLower, type Compared } from './differences.ts';

const compared = (
  interval: readonly [number, number],
  finding: Compared['finding'],
  reservation?: string,
) => ({ interval, finding, reservation }) as Compared;

it.each([
  [[-0.009, 0.009], 'not distinguishable', true, true],
  [[-0.009, -0.001], 'lower', true, true],
  [[0.001, 0.009], 'higher', true, true],
  [[-0.009, 0.011], 'not distinguishable', undefined, true],
  [[-0.011, 0.009], 'not distinguishable', undefined, undefined],
  [[-0.05, 0.05], 'lost to correction', undefined, undefined],
  [[0.001, 0.011], 'higher', false, true],
  [[-0.011, -0.001], 'lower', false, false],
] as const)('of a difference from %j, %s: alike %s, no lower %s', (interval, finding, same, no) => {
  expect(alike(compared(interval, finding))).toBe(same);
  expect(noLower(compared(interval, finding))).toBe(no);
});

it('is open where there is a reservation, whatever the interval', () => {
  for (const of of [alike, noLower])
    expect(of(compared([0.001, 0.002], 'no verdict', '4 of 5 seeds'))).toBeUndefined();
});
