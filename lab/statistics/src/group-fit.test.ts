import { describe, expect, it } from 'vitest';
import { groupFit } from './group-fit.ts';
import { groupSlope } from './group-slope.ts';
import { seededNormal } from './random.test.support.ts';

const at = (y: (x: number) => number, xs = [0, 1, 2, 4]) =>
  xs.map((x) => ({ x, values: [y(x) - 0.1, y(x) + 0.1] }));
const parabola = (x: number) => [1, x, x ** 2];

describe('groupFit', () => {
  it('finds every coefficient of what lies on the curve', () => {
    const groups = at((x) => 3 - 2 * x + x ** 2 / 2);
    expect([0, 1, 2].map((i) => groupFit(groups, parabola, i).value)).toEqual([
      expect.closeTo(3, 10),
      expect.closeTo(-2, 10),
      expect.closeTo(0.5, 10),
    ]);
  });

  it('of a line is the slope that groupSlope has, with groups of any number of values', () => {
    const groups = [
      { x: 1, values: [0, 1, 5] },
      { x: 2, values: [2, 2.5] },
      { x: 5, values: [1, 7, 4, 2] },
    ];
    const { slope, interval } = groupSlope(groups);
    const fit = groupFit(groups, (x) => [1, x], 1);
    expect(fit.value).toBeCloseTo(slope, 12);
    expect(fit.interval).toEqual(interval.map((end) => expect.closeTo(end, 12)));
  });

  it('has an interval that leaves as much outside as is asked', () => {
    // Through y at 0, 1, 2 the square's coefficient is (y₀ − 2y₁ + y₂)/2. Only y₂ scatters: its mean by 1/√3, on 2 degrees of
    // freedom, beyond 9.9248 of which lies 1 %, and beyond 4.3027 5 % (scipy.stats.t.isf(0.005, 2), (0.025, 2)).
    const level = (x: number) => ({ x, values: [0, 0, 0] });
    const groups = [level(0), level(1), { x: 2, values: [-1, 0, 1] }];
    const high = (outside?: number) => groupFit(groups, parabola, 2, outside).interval[1];
    expect(high(0.01)).toBeCloseTo(9.9248 / 2 / Math.sqrt(3), 3);
    expect(high()).toBeCloseTo(4.3027 / 2 / Math.sqrt(3), 3);
  });

  it('holds the truth in about 99 % of cases, also where noise grows', () => {
    const normal = seededNormal(7);
    const sets = 500;
    let held = 0;
    for (let set = 0; set < sets; set++) {
      const groups = [0, 1, 2, 3, 4].map((x) => ({
        x,
        values: Array.from({ length: 5 }, () => 0.05 * x ** 2 + 0.02 * 2 ** x * normal()),
      }));
      const [low, high] = groupFit(groups, parabola, 2, 0.01).interval;
      held += Number(low <= 0.05 && 0.05 <= high);
    }
    expect(held / sets).toBeGreaterThan(0.975);
    expect(held / sets).toBeLessThan(1);
  });

  it('needs as many places as functions, and two values at each', () => {
    const none = expect.objectContaining({ code: 'NO_VALUES' });
    expect(() =>
      groupFit(
        at((x) => x, [0, 1]),
        parabola,
        1,
      ),
    ).toThrow(none);
    const single = [0, 1, 2].map((x) => ({ x, values: [1] }));
    expect(() => groupFit(single, parabola, 1)).toThrow(none);
  });
});
