import { expect, it } from 'vitest';
import { contactSheet } from './contact-sheet.ts';

const flat = (value: number, width: number, height: number) => ({
  width,
  height,
  pixels: new Uint8Array(width * height * 3).fill(value),
});

it('has pictures row by row with white between', () => {
  const sheet = contactSheet([flat(1, 2, 1), flat(2, 2, 1), flat(3, 2, 1)], 2, 1);
  const reds = Array.from({ length: sheet.height }, (_, row) =>
    Array.from(
      { length: sheet.width },
      (_, column) => sheet.pixels[(row * sheet.width + column) * 3],
    ),
  );
  expect(reds).toEqual([
    [255, 255, 255, 255, 255, 255, 255],
    [255, 1, 1, 255, 2, 2, 255],
    [255, 255, 255, 255, 255, 255, 255],
    [255, 3, 3, 255, 255, 255, 255],
    [255, 255, 255, 255, 255, 255, 255],
  ]);
});

it('is refused of nothing, and of sizes that differ', () => {
  expect(() => contactSheet([], 2)).toThrow(/no pictures/);
  expect(() => contactSheet([flat(1, 2, 1), flat(2, 1, 2)], 2)).toThrow(
    /^Picture 2 of a contact sheet is 1 × 2, and the first 2 × 1\./,
  );
});
