import type { Blueprint } from '../blueprint.ts';
import { unknownWeights } from '../errors.ts';
import { openWeights } from '../weight-file.ts';
import type { ImageEncoderNetwork } from './image-encoder.ts';
import { isOriginalDino, originalDino } from './original-dino.ts';

/** The paths of an encoder of pictures; some encoders consist of their weights alone. */
export interface EncoderParts {
  readonly config?: { readonly path: string } | undefined;
  readonly weights: { readonly path: string };
  /** A preprocessor_config.json. */
  readonly processor?: { readonly path: string } | undefined;
  /** A processor_config.json. */
  readonly processors?: { readonly path: string } | undefined;
}

/**
 * The model that weights without a config.json belong to, by their names: an EfficientNet-Lite, or DINO's
 * Transformer.
 * @throws {ModelError} `MODEL_UNSUPPORTED` where they match neither; `MODEL_WEIGHTS`
 */
export async function unconfigured(
  path: string,
): Promise<'efficientnet-lite' | Blueprint<ImageEncoderNetwork>> {
  const file = await openWeights(path);
  try {
    if (isOriginalDino(file)) return originalDino(file);
    if (file.has('_conv_stem.weight')) return 'efficientnet-lite';
    throw unknownWeights(path);
  } finally {
    await file.close();
  }
}
