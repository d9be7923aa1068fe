/** The size of a picture, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A decoded picture: red, green and blue from 0 to 255, `[height, width, 3]`. */
export interface Pixels extends Size {
  readonly pixels: Uint8Array;
}

/** How pictures are prepared for a model: resized, cropped, normalised. */
export interface ImageProcessor {
  /** The size that a picture is resized to first; its own where it is not resized. */
  resizedTo(picture: Size): Size;
  /** The filter of PIL that resizes. */
  readonly filter: 'lanczos' | 'bilinear' | 'bicubic';
  /** The size of all prepared pictures, where they have one. */
  readonly crop: Size | undefined;
  /**
   * The centre crop of a resized picture, black beyond its edges, as the model reads it: `(value ·
   * scale − mean) / deviation` by channel, `[height, width, 3]`.
   */
  normalise(picture: Pixels): Float32Array;
}

/** The steps of a processor. */
export interface ProcessorSteps {
  /** The size to resize to, or the length of the shorter side. */
  resize: Size | number | undefined;
  filter: ImageProcessor['filter'];
  crop: Size | undefined;
  scale: number;
  mean: readonly number[];
  deviation: readonly number[];
}

/** The processor that does these steps. */
export function imageProcessor({
  resize,
  filter,
  crop,
  scale,
  mean,
  deviation,
}: ProcessorSteps): ImageProcessor {
  return {
    filter,
    crop: crop ?? (typeof resize === 'object' ? resize : undefined),
    resizedTo({ width, height }) {
      if (typeof resize !== 'number') return resize ?? { width, height };
      const long = Math.trunc((resize * Math.max(width, height)) / Math.min(width, height));
      return width <= height ? { width: resize, height: long } : { width: long, height: resize };
    },
    normalise(picture) {
      const { width, height } = crop ?? picture;
      const left = middle(picture.width, width);
      const top = middle(picture.height, height);
      const values = new Float32Array(height * width * 3);
      for (let i = 0; i < values.length; i++) {
        const channel = i % 3;
        const column = left + (Math.floor(i / 3) % width);
        const row = top + Math.floor(i / 3 / width);
        const isInside = column >= 0 && column < picture.width && row >= 0 && row < picture.height;
        const at = (row * picture.width + column) * 3 + channel;
        const value = isInside ? (picture.pixels[at] ?? 0) : 0;
        values[i] = (value * scale - (mean[channel] ?? 0)) / (deviation[channel] ?? 1);
      }
      return values;
    },
  };
}

/** The start of the middle `part` of a length, rounded as in transformers; negative where the part is longer. */
const middle = (length: number, part: number): number => Math.floor((length - part) / 2);
