import { badSize } from './errors.ts';
import type { Picture } from './picture.ts';

/**
 * Pictures of one size side by side, row by row, on white.
 *
 * @param columns in a row
 * @param gap in pixels, between pictures and around them
 * @throws PictureError `PICTURE_SIZE` where there are none, or their sizes differ
 */
export function contactSheet(pictures: readonly Picture[], columns: number, gap = 2): Picture {
  const [first] = pictures;
  if (!first) throw badSize('There are no pictures for a contact sheet');
  const { width, height } = first;
  const rows = Math.ceil(pictures.length / columns);
  const sheet = {
    width: columns * (width + gap) + gap,
    height: rows * (height + gap) + gap,
  };
  const pixels = new Uint8Array(sheet.width * sheet.height * 3).fill(255);
  for (const [index, picture] of pictures.entries()) {
    if (picture.width !== width || picture.height !== height)
      throw badSize(
        `Picture ${index + 1} of a contact sheet is ${picture.width} × ${picture.height}, and the first ${width} × ${height}. Resize them to one size`,
      );
    const left = gap + (index % columns) * (width + gap);
    const top = gap + Math.floor(index / columns) * (height + gap);
    for (let row = 0; row < height; row++) {
      const from = picture.pixels.subarray(row * width * 3, (row + 1) * width * 3);
      pixels.set(from, ((top + row) * sheet.width + left) * 3);
    }
  }
  return { ...sheet, pixels };
}
