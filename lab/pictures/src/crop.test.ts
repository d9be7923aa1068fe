import { expect, it } from 'vitest';
import { cropCentre } from './crop.ts';

/** Each pixel says its column and its row. */
const grid = (width: number, height: number) => ({
  width,
  height,
  pixels: Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const at = Math.floor(i / 3);
    return [at % width, Math.floor(at / width), 0][i % 3]!;
  }),
});
const corner = ({ pixels }: { readonly pixels: Uint8Array }) => [pixels[0], pixels[1]];

it.each([
  // int(round((7 - 4) / 2)) is 2, int(round((5 - 4) / 2)) is 0: Python rounds halves to even
  [7, 5, 4, [2, 0]],
  [9, 8, 4, [2, 2]],
  [4, 4, 4, [0, 0]],
])('of %i × %i takes the square of %i in the middle', (width, height, size, place) => {
  const square = cropCentre(grid(width, height), size);
  expect(corner(square)).toEqual(place);
  expect([square.width, square.height, square.pixels.length]).toEqual([
    size,
    size,
    size * size * 3,
  ]);
  const last = square.pixels.subarray(-3);
  expect([...last]).toEqual([place[0]! + size - 1, place[1]! + size - 1, 0]);
});

it('is refused where there is no such square', () => {
  expect(() => cropCentre(grid(6, 5), 6)).toThrow(/6 × 5 has no square of 6\. Resize it first/);
  expect(() => cropCentre(grid(6, 5), 0)).toThrow(/at least 1/);
});
