import { z } from 'zod';
import type { Blueprint } from '../blueprint.ts';
import { headsDivide, parseConfig, patchesFit, positiveCount } from '../config.ts';
import type { ImageEncoderNetwork } from '../vision/image-encoder.ts';
import { visionBlueprint, type VisionTransformer } from '../vision/vision-transformer.ts';
import { towerKeys, towerLayers, towerTargets } from './layers.ts';

export const visionConfig = z
  .object({
    ...towerKeys,
    hidden_size: positiveCount.default(768),
    intermediate_size: positiveCount.default(3072),
    num_attention_heads: positiveCount.default(12),
    image_size: positiveCount.default(224),
    patch_size: positiveCount.default(32),
    num_channels: z.literal(3, 'only 3 channels are supported').default(3),
    architectures: z.array(z.string()).nullish(),
  })
  .refine(...headsDivide)
  .refine(...patchesFit);

/** `CLIPVisionModel`, or `CLIPVisionModelWithProjection` (Radford et al., arXiv 2103.00020). */
export function readClipVision(source: string, json: unknown): Blueprint<ImageEncoderNetwork> {
  const config = parseConfig(visionConfig, source, json);
  const projects = config.architectures?.includes('CLIPVisionModelWithProjection') ?? false;
  return clipVision(config, projects ? config.projection_dim : undefined);
}

/** @param projection the size to which the class token is projected, if it is */
export function clipVision(
  config: z.infer<typeof visionConfig>,
  projection: number | undefined,
): Blueprint<ImageEncoderNetwork> {
  const { hidden_size: dim, image_size: imageSize, patch_size: patchSize } = config;
  const embeddings = 'vision_model.embeddings';
  const grid = Math.floor(imageSize / patchSize);
  const vision: VisionTransformer = {
    patches: {
      projection: `${embeddings}.patch_embedding`,
      classToken: `${embeddings}.class_embedding`,
      positions: `${embeddings}.position_embedding.weight`,
      patchSize,
      dim,
    },
    patchBias: false,
    parameters: {
      [`${embeddings}.class_embedding`]: [dim],
      [`${embeddings}.position_embedding.weight`]: [1 + grid ** 2, dim],
    },
    firstNorm: 'vision_model.pre_layrnorm', // its name in every checkpoint
    layers: towerLayers('vision_model', config),
    lastNorm: 'vision_model.post_layernorm',
    imageSize,
    ...(projection !== undefined && {
      projection: { slot: 'visual_projection', size: projection },
    }),
  };
  return visionBlueprint(vision, {
    architecture: 'clip_vision_model',
    prefix: 'vision_model.',
    ignored: [/(^|\.)position_ids$/, /^visual_projection\./],
    defaultTargets: towerTargets,
  });
}
