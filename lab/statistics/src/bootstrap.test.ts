import { expect, it } from 'vitest';
import { bootstrap } from './bootstrap.ts';
import { median } from './quantile.ts';
import { seededRandom } from './random.ts';

it('draws each sample in its own size, with replacement, the same for the same seed', () => {
  const draw = (seed: number) =>
    bootstrap([3, 5], seededRandom(seed), 200, (...drawn) => drawn.map((some) => [...some]));
  const draws = draw(1);
  expect(draws).toEqual(draw(1));
  expect(draws).not.toEqual(draw(2));
  for (const [index, size] of [3, 5].entries()) {
    const counts = new Array<number>(size).fill(0);
    for (const drawn of draws) {
      expect(drawn[index]).toHaveLength(size);
      for (const item of drawn[index]!) counts[item]!++;
    }
    for (const count of counts) expect(Math.abs(count / 200 - 1)).toBeLessThan(0.3);
  }
});

it('draws the same numbers for the same seed, evenly', () => {
  const draw = (seed: number) => Array.from({ length: 4000 }, seededRandom(seed).uniform);
  const values = draw(1);
  expect(draw(1)).toEqual(values);
  expect(draw(2)).not.toEqual(values);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(Math.abs(median(values) - 0.5)).toBeLessThan(0.03);
});
