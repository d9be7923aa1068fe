import { describe, expect, it } from 'vitest';
import { expected, pictureOf } from './fixtures.test.support.ts';
import { resize, resizeTo } from './resize.ts';

const source = pictureOf(expected.source);
const blank = (width: number, height: number) => ({
  width,
  height,
  pixels: new Uint8Array(width * height * 3).fill(7),
});

it.each(expected.resized)('to $width × $height by $filter is what PIL makes', (wanted) => {
  const { width, height, filter } = wanted;
  expect(resizeTo(source, width, height, filter)).toEqual(pictureOf(wanted));
});

it('to the same size changes nothing', () => {
  expect(resizeTo(source, source.width, source.height)).toEqual(source);
});

describe('by the shorter side', () => {
  it.each([
    [40, 24, 12, 20, 12],
    [24, 40, 12, 12, 20],
    [37, 23, 10, 16, 10], // 16.09
    [30, 30, 7, 7, 7],
  ])('%i × %i to %i is %i × %i', (width, height, side, newWidth, newHeight) => {
    const resized = resize(blank(width, height), side);
    expect([resized.width, resized.height]).toEqual([newWidth, newHeight]);
    expect(resized.pixels.every((value) => value === 7)).toBe(true);
  });

  it.each([0, -1, 1.5, NaN, Infinity])('to %d is refused', (side) => {
    expect(() => resize(source, side)).toThrow(/has to be a whole number of pixels, at least 1/);
  });

  it('is refused where it takes more memory than a picture may', () => {
    expect(() => resizeTo(blank(1, 100), 1e9, 1)).toThrow(
      /1 × 100 cannot be resized to 1000000000 × 1/,
    );
    expect(() => resizeTo(blank(1, 1000), 200_000, 1)).toThrow(/more than 100 million pixels/);
  });

  it('is refused for a picture like a line', () => {
    expect(() => resize(blank(1, 101), 512)).toThrow(/1 × 101 is too narrow/);
  });
});
