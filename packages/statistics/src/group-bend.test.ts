import { describe, expect, it } from 'vitest';
import { groupBend } from './group-bend.ts';
import { seededNormal } from './random.test.support.ts';

const at = (y: (x: number) => number, xs = [0, 1, 2, 4]) =>
  xs.map((x) => ({ x, values: [y(x) - 0.1, y(x) + 0.1] }));

describe('groupBend', () => {
  it('is the change of a parabola’s slope from end to end, 0 for a line, and its slope at the end', () => {
    expect(groupBend(at((x) => 3 - 2 * x)).change.value).toBeCloseTo(0, 12);
    // The slope of x²/2 − x is x − 1: it changes by 4 from 0 to 4.
    expect(groupBend(at((x) => x ** 2 / 2 - x)).change.value).toBeCloseTo(4, 12);
    expect(groupBend(at((x) => -(x ** 2) / 2)).change.value).toBeCloseTo(-4, 12);
    expect(groupBend(at((x) => 3 - 2 * x)).end.value).toBeCloseTo(-2, 12);
    expect(groupBend(at((x) => x ** 2 / 2 - x)).end.value).toBeCloseTo(3, 12);
  });

  it('weighs groups by their values', () => {
    const groups = at((x) => x ** 2, [0, 1, 3]);
    const more = groups.map((group, i) => (i ? group : { x: 0, values: [0, 0, 0, 0, 0] }));
    expect(groupBend(more).change.value).toBeCloseTo(6, 12); // through three places goes one parabola
  });

  it('has intervals that leave 1% outside', () => {
    // Through y at 0, 1, 2 the slope changes by 2(y₀ − 2y₁ + y₂), and ends at (y₀ − 4y₁ + 3y₂)/2. Only y₂ scatters: its mean by
    // 1/√3, on 2 degrees of freedom, beyond 9.9248 of which lies 1% (scipy.stats.t.isf(0.005, 2)).
    const level = (x: number) => ({ x, values: [0, 0, 0] });
    const { change, end } = groupBend([level(0), level(1), { x: 2, values: [-1, 0, 1] }]);
    expect(change.interval[1]).toBeCloseTo((2 * 9.9248) / Math.sqrt(3), 3);
    expect(end.interval[1]).toBeCloseTo((1.5 * 9.9248) / Math.sqrt(3), 3);
  });

  it('holds the truth in about 99% of cases, also where noise grows', () => {
    const normal = seededNormal(7);
    const sets = 500;
    let [held, endHeld] = [0, 0];
    for (let set = 0; set < sets; set++) {
      const groups = [0, 1, 2, 3, 4].map((x) => ({
        x,
        values: Array.from({ length: 5 }, () => 0.05 * x ** 2 + 0.02 * 2 ** x * normal()),
      }));
      const { change, end } = groupBend(groups);
      const holds = ([low, high]: readonly [number, number], truth: number) =>
        Number(low <= truth && truth <= high);
      held += holds(change.interval, 0.4);
      endHeld += holds(end.interval, 0.4);
    }
    expect(endHeld / sets).toBeGreaterThan(0.975);
    expect(endHeld / sets).toBeLessThan(1);
    expect(held / sets).toBeGreaterThan(0.975);
    expect(held / sets).toBeLessThan(1);
  });

  it('needs three places, and two values at each', () => {
    const none = expect.objectContaining({ code: 'NO_VALUES' });
    expect(() => groupBend(at((x) => x, [0, 1]))).toThrow(none);
    expect(() => groupBend([0, 1, 2].map((x) => ({ x, values: [1] })))).toThrow(none);
  });
});
