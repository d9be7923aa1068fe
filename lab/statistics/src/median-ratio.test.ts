import { describe, expect, it } from 'vitest';
import { medianRatio } from './median-ratio.ts';
import { seededRandom } from './random.ts';

describe('medianRatio', () => {
  it('is the ratio of the medians of all values, and has no interval for one round', () => {
    expect(medianRatio([[1, 2, 30]], [[3, 5, 4]], seededRandom(1))).toEqual({ ratio: 2 });
    const { ratio } = medianRatio([[1], [2], [30]], [[3], [5], [4]], seededRandom(1));
    expect(ratio).toBe(2);
    // Values without a partner are left out.
    expect(medianRatio([[1], [2]], [[2], [4], [100]], seededRandom(1)).ratio).toBe(2);
    expect(() => medianRatio([], [], seededRandom(1))).toThrow(/ratio of medians/);
  });

  it('draws rounds in pairs: what slows both sides of a round leaves the ratio as it is', () => {
    const slow = [1, 3, 1.5, 2, 4, 1];
    const a = slow.map((factor) => [factor, factor]);
    const b = slow.map((factor) => [2 * factor, 2 * factor]);
    expect(medianRatio(a, b, seededRandom(1))).toEqual({ ratio: 2, interval: [2, 2] });
  });

  it('holds the true ratio in about 95 of 100 runs of ten rounds that disturb each side by itself', () => {
    const random = seededRandom(5);
    // the mean of twelve uniform numbers, scaled to a standard deviation of 1
    const normal = () => Array.from({ length: 12 }, random.uniform).reduce((a, b) => a + b) - 6;
    const side = (time: number) =>
      Array.from({ length: 10 }, () => {
        const round = time * (1 + 0.03 * normal());
        return Array.from({ length: 4 }, () => round * (1 + 0.03 * normal()));
      });
    const held = Array.from({ length: 300 }, (_, seed) => {
      const { interval } = medianRatio(side(100), side(130), seededRandom(seed), 200);
      return interval !== undefined && interval[0] <= 1.3 && 1.3 <= interval[1];
    }).filter(Boolean).length;
    expect(held / 300).toBeGreaterThan(0.9);
    expect(held / 300).toBeLessThan(0.995);
  });
});
