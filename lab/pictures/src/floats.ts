import { badNumbers, badSize } from './errors.ts';
import type { Picture } from './picture.ts';
import { halfToEven } from './half-to-even.ts';

/** (value/255 − 1/2) / (1/2) in 32 bits, as torchvision's `ToTensor` and `Normalize([0.5], [0.5])` compute it. */
const asFloat = Float32Array.from(
  { length: 256 },
  (_, value) => Math.fround(Math.fround(value / 255) - 0.5) * 2,
);

/** A picture's values in [-1, 1], `[height, width, 3]`. */
export function toFloats({ pixels }: Picture): Float32Array {
  const floats = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) floats[i] = asFloat[pixels[i] as number] as number;
  return floats;
}

/**
 * The picture from values in [-1, 1], clipped to that range.
 *
 * @param floats `[height, width, 3]`
 * @throws PictureError `PICTURE_NUMBERS` where some are not finite; `PICTURE_SIZE`
 */
export function fromFloats(floats: Float32Array, width: number, height: number): Picture {
  if (floats.length !== width * height * 3)
    throw badSize(`${floats.length} numbers are no picture of ${width} × ${height} × 3`);
  const pixels = new Uint8Array(floats.length);
  let bad = 0;
  for (let i = 0; i < floats.length; i++) {
    const value = floats[i] as number;
    if (!Number.isFinite(value)) bad++;
    const unit = Math.min(1, Math.max(0, Math.fround(Math.fround(value / 2) + 0.5)));
    pixels[i] = halfToEven(Math.fround(unit * 255));
  }
  if (bad > 0) throw badNumbers(bad, floats.length);
  return { width, height, pixels };
}
