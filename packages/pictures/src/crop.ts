import { badSize } from './errors.ts';
import { checkSide, type Picture } from './picture.ts';
import { halfToEven } from './half-to-even.ts';

/** A seeded stream of whole numbers. */
export interface IntegerStream {
  /** From 0 to `below` − 1, evenly. */
  integer(below: number): number;
}

function cut({ width, pixels }: Picture, left: number, top: number, size: number): Picture {
  const cropped = new Uint8Array(size * size * 3);
  for (let row = 0; row < size; row++) {
    const start = ((top + row) * width + left) * 3;
    cropped.set(pixels.subarray(start, start + size * 3), row * size * 3);
  }
  return { width: size, height: size, pixels: cropped };
}

function check({ width, height }: Picture, size: number): void {
  checkSide(size, 'The side to crop to');
  if (size > Math.min(width, height))
    throw badSize(`A picture of ${width} × ${height} has no square of ${size}. Resize it first`);
}

/** The square in the middle, as torchvision's `CenterCrop` has it. @throws PictureError `PICTURE_SIZE` where there is none */
export function cropCentre(picture: Picture, size: number): Picture {
  check(picture, size);
  return cut(
    picture,
    halfToEven((picture.width - size) / 2),
    halfToEven((picture.height - size) / 2),
    size,
  );
}

/** A square anywhere, all places equally likely: first the row is drawn, then the column. @throws as `cropCentre` */
export function cropAnywhere(picture: Picture, size: number, stream: IntegerStream): Picture {
  check(picture, size);
  const top = stream.integer(picture.height - size + 1);
  return cut(picture, stream.integer(picture.width - size + 1), top, size);
}
