import { describe, expect, it } from 'vitest';
import type { Effect } from './effect.ts';
import { planVerdict } from './verdict.ts';

const margin = 0.005;
const kind = ([low, high]: readonly [number, number], isTold: boolean) =>
  planVerdict(
    { difference: (low + high) / 2, interval: [low, high], unlearned: [] } as unknown as Effect,
    margin,
    isTold,
  );

describe('a plan’s verdict', () => {
  it.each([
    [[0.0001, 0.0008], 'higher'],
    [[0.001, 0.02], 'higher'],
    [[-0.0008, -0.0001], 'lower'],
    [[-0.02, -0.001], 'lower'],
  ] as const)('on %j, told apart, is by its sign: %s', (interval, is) => {
    expect(kind(interval, true).kind).toBe(is);
  });

  it.each([
    [[-0.0049, 0.0049], 'equal'],
    [[-0.0051, 0.004], 'undecided'],
    [[-0.004, 0.0051], 'undecided'],
    [[-0.02, 0.019], 'undecided'],
  ] as const)('on %j, not told apart, is by the whole interval: %s', (interval, is) => {
    expect(kind(interval, false).kind).toBe(is);
  });

  it('says which margin could have been settled: half of the interval', () => {
    expect(kind([-0.02, 0.019], false).detail).toContain('±1.95');
  });

  it('says of a difference that it is below the margin only where all of the interval is', () => {
    const small = 'by less than the margin of ±0.5';
    expect(kind([0.001, 0.0049], true).detail).toBe(small);
    expect(kind([-0.0049, -0.001], true).detail).toBe(small);
    expect(kind([0.001, 0.0051], true).detail).toBeUndefined();
  });
});
