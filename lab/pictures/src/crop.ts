import { badSize } from './errors.ts';
import { checkSide, type Picture } from './picture.ts';
import { halfToEven } from './half-to-even.ts';

/** The square in the middle, like torchvision's `CenterCrop`. @throws PictureError `PICTURE_SIZE` where there is none */
export function cropCentre({ width, height, pixels }: Picture, size: number): Picture {
  checkSide(size, 'The side to crop to');
  if (size > Math.min(width, height))
    throw badSize(`A picture of ${width} × ${height} has no square of ${size}. Resize it first`);
  const [left, top] = [halfToEven((width - size) / 2), halfToEven((height - size) / 2)];
  const cropped = new Uint8Array(size * size * 3);
  for (let row = 0; row < size; row++) {
    const start = ((top + row) * width + left) * 3;
    cropped.set(pixels.subarray(start, start + size * 3), row * size * 3);
  }
  return { width: size, height: size, pixels: cropped };
}
