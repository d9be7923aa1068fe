import { badSize } from './errors.ts';

/** A picture in sRGB. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 3]`, row by row from the top; red, green, blue from 0 to 255. */
  readonly pixels: Uint8Array;
}

/** @throws PictureError `PICTURE_SIZE` unless it is a whole number of at least one */
export function checkSide(size: number, what: string): void {
  if (!Number.isSafeInteger(size) || size < 1)
    throw badSize(`${what} is ${size}, and has to be a whole number of pixels, at least 1`);
}
