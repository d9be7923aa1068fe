import { z } from 'zod';
import { parseConfig, positiveCount } from '../config.ts';
import { imageProcessor, type ImageProcessor, type ProcessorSteps } from './image-processor.ts';

/** Far more than models read, and as much as the memory of a picture allows. */
const side = positiveCount.max(8192);
const square = side.transform((all) => ({ width: all, height: all }));
const exact = z.strictObject({ width: side, height: side });
const channels = (number: z.ZodNumber) =>
  z.union([number.transform((value) => [value, value, value]), z.array(number).length(3)]);
/** Their names continue with ImageProcessor, ImageProcessorFast or FeatureExtractor. */
const type = z
  .string()
  .regex(/^(CLIP|ViT|Bit)(Image|Feature)/, 'only those of CLIP, ViT and Bit are supported');

/** PIL's numbers of filters. */
const filters = { 1: 'lanczos', 2: 'bilinear', 3: 'bicubic' } as const;
const filterNumber = z.literal(
  [1, 2, 3],
  'only 1 (Lanczos), 2 (bilinear) and 3 (bicubic) are supported',
);

const schema = z.object({
  image_processor_type: type.optional(),
  feature_extractor_type: type.optional(),
  do_resize: z.boolean().default(true),
  size: z
    .union([
      side.transform((all) => ({ side: all })),
      exact,
      z.strictObject({ shortest_edge: side }),
    ])
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
  image_mean: channels(z.number()).optional(),
  image_std: channels(z.number().positive()).optional(),
});

/** The defaults of CLIP's processor, and of DINOv2's. */
const clip = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  deviation: [0.26862954, 0.26130258, 0.27577711],
};
const half = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] };

/** A single number is a square's side in ViT's files, and the shorter side in the others'. */
function resizeOf(
  wanted: z.output<typeof schema>['size'],
  isVit = false,
): ProcessorSteps['resize'] {
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
  const isVit = (config.image_processor_type ?? config.feature_extractor_type)?.startsWith('ViT');
  const usual = isVit ? half : clip;
  const crops = config.do_center_crop ?? !isVit;
  return imageProcessor({
    resize: config.do_resize ? resizeOf(config.size, isVit) : undefined,
    filter: filters[config.resample ?? (isVit ? 2 : 3)],
    crop: crops ? config.crop_size : undefined,
    scale: config.do_rescale ? config.rescale_factor : 1,
    mean: config.do_normalize ? (config.image_mean ?? usual.mean) : [0, 0, 0],
    deviation: config.do_normalize ? (config.image_std ?? usual.deviation) : [1, 1, 1],
  });
}
