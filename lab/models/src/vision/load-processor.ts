import { noProcessor } from '../errors.ts';
import { readConfig } from '../weight-file.ts';
import { imageProcessor, type ImageProcessor } from './image-processor.ts';
import { readImageProcessor } from './preprocessor-config.ts';
import { unconfigured, type EncoderParts } from './unconfigured.ts';

/** The processor of EfficientNet-Lite, whose weights were trained on values from −0.99 to 1. */
const efficientNetLite = imageProcessor({
  resize: 224,
  filter: 'bicubic',
  crop: { width: 224, height: 224 },
  scale: 1,
  mean: [127, 127, 127],
  deviation: [128, 128, 128],
});

/** The processor in DINO's and DINOv2's own evaluation. */
const dino = imageProcessor({
  resize: 256,
  filter: 'bicubic',
  crop: { width: 224, height: 224 },
  scale: 1 / 255,
  mean: [0.485, 0.456, 0.406],
  deviation: [0.229, 0.224, 0.225],
});

/**
 * The image processor of an encoder: from its processor_config.json or preprocessor_config.json or, for weights
 * without a config.json, the one that belongs to them.
 * @throws {ModelError} `MODEL_CONFIG`, also where there is only a config.json; `MODEL_UNSUPPORTED` for unknown weights
 */
export async function loadImageProcessor(parts: EncoderParts): Promise<ImageProcessor> {
  const { config, processor, processors, weights } = parts;
  const inner = processors && innerProcessor(await readConfig(processors.path));
  if (inner !== undefined) return readImageProcessor(processors?.path ?? '', inner);
  if (processor) return readImageProcessor(processor.path, await readConfig(processor.path));
  if (config) throw noProcessor(config.path);
  return (await unconfigured(weights.path)) === 'efficientnet-lite' ? efficientNetLite : dino;
}

/**
 * The image processor's part of a processor_config.json: transformers 5 puts all of it there, older versions nothing.
 */
function innerProcessor(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'image_processor' in json
    ? json.image_processor
    : undefined;
}
