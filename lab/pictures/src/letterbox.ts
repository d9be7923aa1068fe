import type { FilterName } from './filters.ts';
import { checkSide, type Picture } from './picture.ts';
import { resizeTo } from './resize.ts';
import { halfToEven } from './half-to-even.ts';

/**
 * The whole picture in the middle of a black square, as large as fits, like PIL's `ImageOps.pad`.
 *
 * @throws PictureError `PICTURE_SIZE`
 */
export function letterbox(
  picture: Picture,
  size: number,
  filter: FilterName = 'bilinear',
): Picture {
  checkSide(size, 'The side of the square');
  const { width, height } = picture;
  const short = (ratio: number): number => Math.max(1, halfToEven(ratio * size));
  const inside =
    width >= height
      ? resizeTo(picture, size, short(height / width), filter)
      : resizeTo(picture, short(width / height), size, filter);
  const left = halfToEven((size - inside.width) / 2);
  const top = halfToEven((size - inside.height) / 2);
  const pixels = new Uint8Array(size * size * 3);
  const line = inside.width * 3;
  for (let row = 0; row < inside.height; row++) {
    const from = inside.pixels.subarray(row * line, (row + 1) * line);
    pixels.set(from, ((top + row) * size + left) * 3);
  }
  return { width: size, height: size, pixels };
}
