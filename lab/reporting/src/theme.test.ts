import { expect, it } from 'vitest';
import { seriesMark } from './series-mark.ts';
import { dark, light } from './style.ts';
import { colourAt, shapeOf } from './theme.ts';

/** The relative luminance of a hexadecimal colour, by WCAG 2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [less = 0, more = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (more + 0.05) / (less + 0.05);
}

const series = Array.from({ length: 9 }, (_, index) => colourAt(index));

it.each(Object.entries({ light, dark }))(
  'text and series’ names, which have the series’ colours, can be read: %s',
  (_name, css) => {
    const values = new Map(
      [...css.matchAll(/(--[\w-]+): (#\w+)/g)].map(([, name = '', hex = '']) => [name, hex]),
    );
    const value = (name: string) => values.get(name.replace(/var\((.*)\)/, '$1')) ?? '';
    const texts = ['--ink', '--ink-2', '--link', ...series];
    const pairs = [
      ...texts.flatMap((text) => ['--paper', '--panel'].map((paper) => [text, paper] as const)),
      ['--warn', '--paper'] as const,
      ['--warn', '--warn-paper'] as const,
    ];
    const faint = pairs.filter(([text, paper]) => contrast(value(text), value(paper)) < 4.5);
    expect(faint).toEqual([]);
  },
);

it('each series has a colour and a shape of its own, and its mark in texts has both', () => {
  expect(new Set(series).size).toBe(series.length);
  expect(new Set(series.map(shapeOf)).size).toBe(series.length);
  for (const colour of series) {
    expect(seriesMark(colour).text).toContain(`fill="${colour}"`);
    expect(seriesMark(colour).text).toContain(`d="${shapeOf(colour)}"`);
  }
  expect(seriesMark(colourAt(0)).markdown).toBe('');
});
