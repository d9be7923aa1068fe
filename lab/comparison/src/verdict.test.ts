import { describe, expect, it } from 'vitest';
import { directionOf, rules, verdictOf } from './verdict.ts';

const margin = 0.005;
type Interval = readonly [number, number];

/** A difference in the middle of its interval. */
const about = ([low, high]: Interval) => ({
  difference: (low + high) / 2,
  interval: [low, high] as const,
  reservation: undefined,
  unlearned: [],
});
const kind = (interval: Interval, isTold: boolean) =>
  verdictOf({ ...about(interval), family: 2, corrected: isTold ? 0.05 : 0.051 }, margin);

describe('the verdict by a margin', () => {
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

  it.each([
    [[-0.02, 0.019], '±2.00'],
    [[-0.004, 0.0176], '±1.76'],
  ] as const)('says which margin %j needs to decide: %s', (interval, says) => {
    expect(kind(interval, false).detail).toBe(`needs ${says} to decide`);
  });

  it('says where a difference is not significant among others, and nothing of a margin', () => {
    const among = { ...about([0.001, 0.05]), family: 9, corrected: 0.2 };
    expect(verdictOf(among, 0.02).detail).toBe('not significant after Holm’s correction');
  });

  it('says of a difference that it is below the margin only where all of the interval is', () => {
    const small = 'by less than the margin of ±0.5';
    expect(kind([0.001, 0.0049], true).detail).toBe(small);
    expect(kind([-0.0049, -0.001], true).detail).toBe(small);
    expect(kind([0.001, 0.0051], true).detail).toBeUndefined();
  });
});

describe('by itself a difference is told', () => {
  it.each([
    [[0.001, 0.01], 1],
    [[-0.01, -0.001], -1],
    [[0, 0.01], undefined],
    [[-0.01, 0], undefined],
  ] as const)('where its interval %j excludes zero: %s', (interval, direction) => {
    expect(directionOf(about(interval))).toBe(direction);
  });

  it('among others by its corrected p-value alone', () => {
    const told = { ...about([0.001, 0.01]), family: 3 };
    expect(directionOf({ ...told, corrected: 0.05 })).toBe(1);
    expect(directionOf({ ...told, corrected: 0.0501 })).toBeUndefined();
    expect(directionOf(told)).toBeUndefined(); // not testable
  });
});

describe('what is claimed of two sides', () => {
  it.each<[Interval, boolean | undefined, boolean | undefined, boolean | undefined]>([
    [[0.001, 0.05], true, true, false],
    [[0.001, 0.01], true, true, true],
    [[-0.01, 0.05], undefined, true, undefined],
    [[-0.01, 0.015], false, true, true],
    [[-0.019, -0.005], false, true, true],
    [[-0.019, 0.021], undefined, true, undefined],
    [[-0.021, 0.019], undefined, undefined, undefined],
    [[-0.03, 0.05], undefined, undefined, undefined],
    [[-0.021, -0.005], false, false, false],
    [[-0.2, -0.1], false, false, false],
  ])('with %j: above %s, no lower %s, alike %s', (interval, above, noLower, alike) => {
    const one = about(interval);
    expect(rules.above(one, 0.02)).toBe(above);
    expect(rules.noLower(one, 0.02)).toBe(noLower);
    expect(rules.alike(one, 0.02)).toBe(alike);
  });

  it('is open where only the correction undoes a difference', () => {
    const lost = { ...about([-0.05, -0.001]), family: 3, corrected: 0.06 };
    for (const rule of Object.values(rules)) expect(rule(lost, 0.02)).toBeUndefined();
  });

  it('is open where there is a reservation, whatever the interval', () => {
    for (const interval of [
      [0.001, 0.002],
      [0.5, 0.6],
      [-0.6, -0.5],
    ] as const)
      for (const rule of Object.values(rules))
        expect(rule({ ...about(interval), reservation: '4 of 5 seeds' }, 0.02)).toBeUndefined();
  });
});
