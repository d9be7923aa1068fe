import { expect, it } from 'vitest';
import { expected, pictureOf } from './fixtures.test.support.ts';
import { letterbox } from './letterbox.ts';

const blank = (width: number, height: number) => ({
  width,
  height,
  pixels: new Uint8Array(width * height * 3).fill(7),
});

it.each(expected.letterboxed)('by $filter is what PIL makes', ({ source, filter, square }) => {
  expect(letterbox(pictureOf(source), square.width, filter)).toEqual(pictureOf(square));
});

it('leaves of a picture like a line one pixel', () => {
  const { pixels } = letterbox(blank(400, 1), 9);
  const rows = Array.from({ length: 9 }, (_, row) => pixels[row * 9 * 3]);
  expect(rows).toEqual([0, 0, 0, 0, 7, 0, 0, 0, 0]);
});

it.each([0, 1.5, NaN])('into a square of %d is refused', (size) => {
  expect(() => letterbox(blank(4, 3), size)).toThrow(/whole number of pixels, at least 1/);
});
