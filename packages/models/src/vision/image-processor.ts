import { z } from 'zod';
import { parseConfig, size } from '../config.ts';
import { noProcessor } from '../errors.ts';
import { readConfig } from '../weight-file.ts';
import { unconfigured, type EncoderParts } from './unconfigured.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A picture as it is decoded: red, green and blue from 0 to 255, `[height, width, 3]`. */
export interface Pixels extends Size {
  readonly pixels: Uint8Array;
}

/** How pictures are made ready for a model: resized, cropped, normalised. */
export interface ImageProcessor {
  /** What a picture is resized to first; the same where it is not. */
  resizedTo(picture: Size): Size;
  /** By which filter, PIL's. */
  readonly filter: 'lanczos' | 'bilinear' | 'bicubic';
  /** The size that all pictures have behind it, where that is one. */
  readonly crop: Size | undefined;
  /**
   * The middle of a resized picture, `crop` large, black beyond its edges, as the model reads it:
   * `(value · scale − mean) / deviation` by channel, `[height, width, 3]`.
   */
  normalise(picture: Pixels): Float32Array;
}

const square = size.transform((side) => ({ width: side, height: side }));
const exact = z.strictObject({ width: size, height: size });
const channels = z.union([
  z.number().transform((value) => [value, value, value]),
  z.array(z.number()).length(3),
]);

/** PIL's numbers of filters. */
const filters = { 1: 'lanczos', 2: 'bilinear', 3: 'bicubic' } as const;
const filterNumber = z.literal(
  [1, 2, 3],
  'only 1 (Lanczos), 2 (bilinear) and 3 (bicubic) are supported',
);

const schema = z.object({
  image_processor_type: z.string().optional(),
  feature_extractor_type: z.string().optional(),
  do_resize: z.boolean().default(true),
  size: z
    .union([size.transform((side) => ({ side })), exact, z.strictObject({ shortest_edge: size })])
    .default({ side: 224 }),
  resample: filterNumber.optional(),
  do_center_crop: z.boolean().optional(),
  crop_size: z.union([square, exact]).default({ width: 224, height: 224 }),
  do_rescale: z.boolean().default(true),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  do_normalize: z.boolean().default(true),
  image_mean: channels.optional(),
  image_std: channels.optional(),
});

/** What CLIP's processor assumes, and DINOv2's. */
const clip = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  deviation: [0.26862954, 0.26130258, 0.27577711],
};
const half = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] };

/** The parts of a processor, known by their values. */
interface Steps {
  /** To a size, or so that the shorter side is so long. */
  resize: Size | number | undefined;
  filter: ImageProcessor['filter'];
  crop: Size | undefined;
  scale: number;
  mean: readonly number[];
  deviation: readonly number[];
}

function processorOf({ resize, filter, crop, scale, mean, deviation }: Steps): ImageProcessor {
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

/** Where the middle `part` of a length begins, as transformers rounds it; below 0 where it is longer. */
const middle = (length: number, part: number): number => Math.floor((length - part) / 2);

/** A number alone is a square's side in ViT's files, and the shorter side in the others'. */
function resizeOf(wanted: z.output<typeof schema>['size'], isVit: boolean): Steps['resize'] {
  if ('shortest_edge' in wanted) return wanted.shortest_edge;
  if (!('side' in wanted)) return wanted;
  return isVit ? { width: wanted.side, height: wanted.side } : wanted.side;
}

/**
 * The processor that the content of a preprocessor_config.json describes: those of CLIP, ViT (DINO) and
 * BiT (DINOv2), as transformers runs them through PIL; `source` names it in errors.
 * @throws {ModelError} `MODEL_CONFIG`, naming each wrong field
 */
export function readImageProcessor(source: string, json: unknown): ImageProcessor {
  const config = parseConfig(schema, source, json);
  const type = config.image_processor_type ?? config.feature_extractor_type ?? 'CLIPImageProcessor';
  const isVit = type.startsWith('ViT');
  const usual = isVit ? half : clip;
  const crops = config.do_center_crop ?? !isVit;
  return processorOf({
    resize: config.do_resize ? resizeOf(config.size, isVit) : undefined,
    filter: filters[config.resample ?? (isVit ? 2 : 3)],
    crop: crops ? config.crop_size : undefined,
    scale: config.do_rescale ? config.rescale_factor : 1,
    mean: config.do_normalize ? (config.image_mean ?? usual.mean) : [0, 0, 0],
    deviation: config.do_normalize ? (config.image_std ?? usual.deviation) : [1, 1, 1],
  });
}

/** EfficientNet-Lite's: its weights were trained on values from −0.99 to 1. */
const efficientNetLite = processorOf({
  resize: 224,
  filter: 'bicubic',
  crop: { width: 224, height: 224 },
  scale: 1,
  mean: [127, 127, 127],
  deviation: [128, 128, 128],
});

/** That of DINO's and DINOv2's own evaluation. */
const dino = processorOf({
  resize: 256,
  filter: 'bicubic',
  crop: { width: 224, height: 224 },
  scale: 1 / 255,
  mean: [0.485, 0.456, 0.406],
  deviation: [0.229, 0.224, 0.225],
});

/**
 * The image processor of an encoder: its preprocessor_config.json's, or for weights without a config.json
 * that which belongs to them.
 * @throws {ModelError} `MODEL_CONFIG`, also where there is a config.json alone; `MODEL_UNSUPPORTED` for unknown weights
 */
export async function loadImageProcessor(parts: EncoderParts): Promise<ImageProcessor> {
  const { config, processor, weights } = parts;
  if (processor) return readImageProcessor(processor.path, await readConfig(processor.path));
  if (config) throw noProcessor(config.path);
  return (await unconfigured(weights.path)) === 'efficientnet-lite' ? efficientNetLite : dino;
}
