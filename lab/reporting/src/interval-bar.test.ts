import { expect, it } from 'vitest';
import { intervalBar } from './interval-bar.ts';

/** What a bar 180 wide with a reach of 6 draws: 15 to a unit, zero at 90. */
function drawn(estimate: number, interval?: readonly [number, number], margin = 1) {
  const { text, markdown } = intervalBar({ estimate, interval, margin, colour: 'red' }, 6);
  const [, left, width] = /<rect x="([\d.]+)" width="([\d.]+)"/.exec(text) ?? [];
  const [, from, to] = /d="M([\d.]+) 8H([\d.]+)"/.exec(text) ?? [];
  return {
    margin: [Number(left), Number(width)],
    line: [Number(from), Number(to)],
    arrows: [...text.matchAll(/L(\d+) 8L/g)].map(([, tip]) => Number(tip)),
    centre: /cx="([\d.]+)"/.exec(text)?.[1],
    markdown,
  };
}

it('draws an interval around zero over the margin, and nothing in Markdown', () => {
  expect(drawn(-2, [-3, -1])).toEqual({
    margin: [75, 30],
    line: [45, 75],
    arrows: [],
    centre: '60.0',
    markdown: '',
  });
});

it.each([
  ['the left', -2, [-9, 1], [0, 105], [0], '60.0'],
  ['the right', 2, [1, 7], [105, 180], [180], '120.0'],
  ['both sides', 0, [-29, 34], [0, 180], [0, 180], '90.0'],
] as const)(
  'cuts an interval on %s, where an arrow says so',
  (_, estimate, interval, line, arrows, centre) => {
    expect(drawn(estimate, interval)).toMatchObject({ line, arrows, centre });
  },
);

it('draws no estimate that lies beyond the reach, and a dot alone without an interval', () => {
  expect(drawn(8, [5, 11])).toMatchObject({ line: [165, 180], arrows: [180], centre: undefined });
  expect(drawn(3)).toMatchObject({ line: [135, 135], arrows: [], centre: '135.0' });
});

it('shades no further than it draws', () => {
  expect(drawn(0, [-1, 1], 9).margin).toEqual([0, 180]);
});
