import { z } from 'zod';
import type { Architecture, Blueprint } from '../blueprint.ts';
import { headsDivide, parseConfig, patchesFit, positiveCount } from '../config.ts';
import type { ImageEncoderNetwork } from './image-encoder.ts';
import { visionBlueprint } from './vision-transformer.ts';
import { vitKeys, vitParts } from './vit-config.ts';

const schema = z
  .object({
    ...vitKeys,
    patch_size: positiveCount.default(14),
    mlp_ratio: z.number().positive().default(4),
    use_swiglu_ffn: z.boolean().default(false),
    layer_norm_eps: z.number().positive().default(1e-6),
  })
  .refine(...headsDivide)
  .refine(...patchesFit);

/** DINOv2 (Oquab et al., arXiv 2304.07193) with the names of `Dinov2Model`. */
export const dinov2: Architecture<Blueprint<ImageEncoderNetwork>> = {
  modelTypes: ['dinov2'],
  read(source, json) {
    const config = parseConfig(schema, source, json);
    const { hidden_size: dim, use_swiglu_ffn: gated } = config;
    const wide = Math.floor(dim * config.mlp_ratio);
    const parts = vitParts(config, {
      parts: {
        attentionNorm: 'norm1',
        innerNorm: 'norm2',
        inner: gated ? 'mlp.weights_in' : 'mlp.fc1',
        output: gated ? 'mlp.weights_out' : 'mlp.fc2',
      },
      scales: { attention: 'layer_scale1.lambda1', feedForward: 'layer_scale2.lambda1' },
      // A gated block has two thirds of the width, rounded up to a multiple of 8.
      inner: gated ? Math.ceil(Math.floor((wide * 2) / 3) / 8) * 8 : wide,
      activation: gated ? 'swiglu' : config.hidden_act,
    });
    return visionBlueprint(parts, {
      architecture: 'dinov2',
      renamed: (name) => name.replace(/^dinov2\./, ''),
      ignored: [/(^|\.)embeddings\.mask_token$/, /^classifier\./],
      defaultTargets: ['query', 'value'],
    });
  },
};
