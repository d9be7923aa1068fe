import { badSize } from './errors.ts';
import { filters, type Filter, type FilterName } from './filters.ts';
import { checkSide, type Picture } from './picture.ts';

const channels = 3;
/** The number of fraction bits of the weights, which are fixed-point numbers, as in PIL. */
const precision = 22;

/**
 * The weights of each new pixel of a line: the first old pixel that counts, and the weights from there on. `precompute_coeffs` of PIL's
 * Resample.c: shrinking widens the filter, so that every old pixel counts.
 */
function weightsOf(from: number, to: number, { support, weight }: Filter) {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support * stretch + 0.5));
    const end = Math.min(from, Math.trunc(centre + support * stretch + 0.5));
    const raw = Array.from({ length: end - first }, (_, j) =>
      weight((j + first - centre + 0.5) * (1 / stretch)),
    );
    const sum = raw.reduce((total, value) => total + value, 0);
    const whole = raw.map((value) => {
      const scaled = (sum === 0 ? value : value / sum) * 2 ** precision;
      return Math.trunc(scaled + (value < 0 ? -0.5 : 0.5));
    });
    return { first, weights: Int32Array.from(whole) };
  });
}

const half = 2 ** (precision - 1);
const clamp = (sum: number): number => Math.min(255, Math.max(0, sum >> precision));

/** Resizes along lines; successive pixels of a line are `step` values apart. */
function alongLines(
  old: Uint8Array,
  target: Uint8Array,
  lines: number,
  line: { readonly old: number; readonly target: number },
  step: number,
  weights: ReturnType<typeof weightsOf>,
): void {
  for (let n = 0; n < lines; n++) {
    weights.forEach(({ first, weights: own }, i) => {
      for (let channel = 0; channel < channels; channel++) {
        let sum = half;
        let at = n * line.old + first * step + channel;
        for (let j = 0; j < own.length; j++, at += step)
          sum += (old[at] as number) * (own[j] as number);
        target[n * line.target + i * step + channel] = clamp(sum);
      }
    });
  }
}

/** The limit of a plain picture that is read, too. */
const mostPixels = 100e6;

/**
 * Resizes to a width and height with one of PIL's filters, bit for bit like `Image.resize`: first horizontally, then
 * vertically. Pillow 13 starts vertically where that is less work; up to version 12 it is as here.
 *
 * @throws PictureError `PICTURE_SIZE`
 */
export function resizeTo(
  { width, height, pixels }: Picture,
  newWidth: number,
  newHeight: number,
  filter: FilterName = 'bilinear',
): Picture {
  checkSide(newWidth, 'The width to resize to');
  checkSide(newHeight, 'The height to resize to');
  // The picture between the two directions may be the largest.
  if (Math.max(height, newHeight) * newWidth > mostPixels)
    throw badSize(
      `A picture of ${width} × ${height} cannot be resized to ${newWidth} × ${newHeight}: that takes more than ${mostPixels / 1e6} million pixels`,
    );
  let across = pixels;
  if (newWidth !== width) {
    across = new Uint8Array(height * newWidth * channels);
    const weights = weightsOf(width, newWidth, filters[filter]);
    const line = { old: width * channels, target: newWidth * channels };
    alongLines(pixels, across, height, line, channels, weights);
  }
  let down = across;
  if (newHeight !== height) {
    down = new Uint8Array(newHeight * newWidth * channels);
    const weights = weightsOf(height, newHeight, filters[filter]);
    const line = { old: channels, target: channels };
    alongLines(across, down, newWidth, line, newWidth * channels, weights);
  }
  return { width: newWidth, height: newHeight, pixels: down };
}

/** Larger ratios only fill the memory. */
const mostTimes = 100;

/**
 * Resizes so that the shorter side has `shorter` pixels and the longer one is rounded down, like torchvision's
 * `Resize(shorter)` on PIL pictures.
 *
 * @throws PictureError `PICTURE_SIZE`, also for a picture more than a hundred times as long as wide
 */
export function resize(
  picture: Picture,
  shorter: number,
  filter: FilterName = 'bilinear',
): Picture {
  checkSide(shorter, 'The side to resize to');
  const { width, height } = picture;
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  if (long > mostTimes * short)
    throw badSize(
      `A picture of ${width} × ${height} is too narrow to be resized by its shorter side`,
    );
  const longer = Math.floor((shorter * long) / short);
  return width <= height
    ? resizeTo(picture, shorter, longer, filter)
    : resizeTo(picture, longer, shorter, filter);
}
