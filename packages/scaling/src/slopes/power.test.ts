import { randomStream } from '@singlora/runtime';
import { expect, it } from 'vitest';
import { powerNotice, scatterAllowed } from './power.ts';
import { fitSlope, type Slope } from './slope.ts';

const widths = [64, 128, 256, 512];

it.each([2, 5, 10])('is the scatter at which %i seeds give an interval of ± 0.1', (seeds) => {
  const random = randomStream(seeds, 'power');
  const scatter = scatterAllowed(widths, seeds);
  const halves = Array.from({ length: 400 }, () => {
    const points = widths.map((width) => ({
      width,
      values: Array.from({ length: seeds }, () => Math.exp(scatter * random.normal())),
    }));
    const { slope, high } = fitSlope(points) as Slope;
    return high - slope;
  }).sort((a, b) => a - b);
  // Expected about there; of few seeds the estimate itself scatters.
  expect(halves[200]).toBeGreaterThan(0.06);
  expect(halves[200]).toBeLessThan(0.13);
});

it('warns of few seeds or near widths, and says what would do', () => {
  expect(powerNotice(widths, 2)).toMatch(
    /^Low power: 2 seeds at 4 widths from 64 to 512 .* by \d+ % or less; about 20 % is usual.*: \d+ seeds would do/,
  );
  expect(powerNotice([64, 72, 80], 5)).toMatch(/seeds would do/);
  expect(powerNotice([64, 65, 66], 5)).toMatch(/many more seeds would do/);
  expect(powerNotice([64, 128, 256, 512, 1024], 10)).toBeUndefined();
});

it('asks for as many seeds as then are enough', () => {
  const [, needed] = /: (\d+) seeds would do/.exec(powerNotice(widths, 3) ?? '') ?? [];
  expect(powerNotice(widths, Number(needed))).toBeUndefined();
  expect(powerNotice(widths, Number(needed) - 1)).toBeDefined();
});
