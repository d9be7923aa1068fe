import { describe, expect, it, test } from 'vitest';
import { groupSlope } from './group-slope.ts';
import { seededNormal } from './random.test.support.ts';

describe('the 95% interval of the slope', () => {
  const sets = 500;
  const noises = {
    'the same in every group': () => 0.2,
    'growing tenfold': (place: number) => 0.05 * 10 ** place,
    'growing a hundredfold': (place: number) => 0.01 * 100 ** place,
    'large at the ends': (place: number) => (Math.abs(place - 0.5) < 0.4 ? 0.01 : 0.5),
  };
  const cases = Object.entries(noises).flatMap(([name, noise]) =>
    [3, 5].flatMap((size) => [4, 7].map((groups) => ({ name, noise, size, groups }))),
  );

  test.each(cases)('holds it: $size values in $groups groups, noise $name', ({ noise, ...of }) => {
    const normal = seededNormal(of.size + 10 * of.groups);
    let held = 0;
    for (let set = 0; set < sets; set++) {
      const groups = Array.from({ length: of.groups }, (_, x) => {
        const deviation = noise(x / (of.groups - 1));
        const values = Array.from({ length: of.size }, () => 3 - x / 2 + deviation * normal());
        return { x, values };
      });
      const [low, high] = groupSlope(groups).interval;
      held += Number(low <= -0.5 && -0.5 <= high);
    }
    const chance = 2 * Math.sqrt((0.95 * 0.05) / sets);
    expect(held / sets).toBeGreaterThanOrEqual(0.95 - chance);
    expect(held / sets).toBeLessThanOrEqual(0.995);
  });
});

it('needs two places, and two values at each', () => {
  const run = (xs: number[], values: number[]) => () => groupSlope(xs.map((x) => ({ x, values })));
  expect(run([1, 1], [1, 2])).toThrow(expect.objectContaining({ code: 'NO_VALUES' }));
  expect(run([1, 2], [1])).toThrow(expect.objectContaining({ code: 'NO_VALUES' }));
  expect(run([1, 2], [3, 3])()).toEqual({ slope: 0, interval: [0, 0], residual: 0 });
});
