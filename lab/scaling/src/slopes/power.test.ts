import { randomStream } from '@singlora/runtime';
import { groupSlope } from '@singlora/statistics';
import { expect, it } from 'vitest';
import { powerNotice, scatterAllowed } from './power.ts';

const widths = [64, 128, 256, 512];

it.each([3, 5, 10])(
  'is the scatter at which %i seeds call a flat line stable in 90 %%',
  (seeds) => {
    const random = randomStream(seeds, 'power');
    const scatter = scatterAllowed(widths, seeds);
    const halves = Array.from({ length: 400 }, () => {
      const values = () => Array.from({ length: seeds }, () => scatter * random.normal());
      const groups = widths.map((width) => ({ x: Math.log(width), values: values() }));
      return Math.max(...groupSlope(groups, 0.08).interval.map(Math.abs));
    });
    // With few seeds the intervals themselves scatter.
    const share = halves.filter((half) => half <= 0.1).length / 400;
    expect(share).toBeGreaterThan(seeds > 3 ? 0.8 : 0.65);
    expect(share).toBeLessThan(0.97);
  },
);

it('warns of few seeds or near widths, and says what would do', () => {
  expect(powerNotice(widths, 2)).toMatch(
    /^Low power: 2 seeds at 4 widths from 64 to 512 .* in 90 % .* by \d+ % or less; about 20 % is usual.*: \d+ seeds would do/,
  );
  expect(powerNotice([64, 128, 256], 5)).toMatch(/: \d+ seeds would do/);
  expect(powerNotice([64, 65, 66], 5)).toMatch(
    /more than 100 seeds would be needed\. Take a wider range of widths\.$/,
  );
  expect(powerNotice([64, 128, 256, 512, 1024], 12)).toBeUndefined();
});

it('asks for as many seeds as then are enough', () => {
  const [, needed] = /: (\d+) seeds would do/.exec(powerNotice(widths, 3) ?? '') ?? [];
  expect(powerNotice(widths, Number(needed))).toBeUndefined();
  expect(powerNotice(widths, Number(needed) - 1)).toBeDefined();
});
