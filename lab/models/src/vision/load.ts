import { describedBlueprint, type Architecture, type Blueprint } from '../blueprint.ts';
import { readCheckpoint, type CheckpointOptions } from '../checkpoint.ts';
import { clipTowers } from '../clip/clip.ts';
import { readClipVision } from '../clip/vision.ts';
import { loadModel } from '../load.ts';
import { buildModel, type Model } from '../model.ts';
import { dinov2 } from './dinov2.ts';
import { loadEfficientNetLite } from './efficientnet-lite.ts';
import type { ImageEncoderNetwork } from './image-encoder.ts';
import { unconfigured, type EncoderParts } from './unconfigured.ts';
import { vit } from './vit.ts';

/** Embeds pictures, for example to measure their similarity. */
export type ImageEncoder = Model & ImageEncoderNetwork;

const architectures: readonly Architecture<Blueprint<ImageEncoderNetwork>>[] = [
  vit,
  dinov2,
  { modelTypes: ['clip_vision_model'], read: readClipVision },
  {
    modelTypes: ['clip'],
    read(source, json) {
      const { image } = clipTowers(source, json);
      const others = [/^text_model\./, /^text_projection\./, /^logit_scale$/];
      return { ...image, ignored: [...image.ignored, ...others] };
    },
  },
];

/**
 * Loads an encoder of pictures by its config.json's `model_type`: DINO's ViT, DINOv2, CLIP's vision model with or
 * without a projection, or the image tower of a whole CLIP; without a config.json, by the names of its weights: an
 * EfficientNet-Lite0 or DINO's own files.
 * @throws {ModelError} for another model, a configuration that cannot be run, or weights that do not fit
 */
export async function loadImageEncoder(
  { config, weights }: EncoderParts,
  options: CheckpointOptions = {},
): Promise<ImageEncoder> {
  const read = (source: string, json: unknown) => describedBlueprint(architectures, source, json);
  if (config) return loadModel({ config, weights }, read, options);
  const dino = await unconfigured(weights.path);
  if (dino === 'efficientnet-lite') return loadEfficientNetLite(weights, options);
  return buildModel(dino, await readCheckpoint(weights, dino, options));
}
