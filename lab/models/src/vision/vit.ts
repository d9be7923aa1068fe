import { z } from 'zod';
import type { Architecture, Blueprint } from '../blueprint.ts';
import { headsDivide, parseConfig, patchesFit, positiveCount } from '../config.ts';
import type { ImageEncoderNetwork } from './image-encoder.ts';
import { visionBlueprint } from './vision-transformer.ts';
import { vitKeys, vitParts } from './vit-config.ts';

const schema = z
  .object({
    ...vitKeys,
    patch_size: positiveCount.default(16),
    intermediate_size: positiveCount.default(3072),
    layer_norm_eps: z.number().positive().default(1e-12),
  })
  .refine(...headsDivide)
  .refine(...patchesFit);

/**
 * The vision Transformer (Dosovitskiy et al., arXiv 2010.11929) with the names of `ViTModel`, such as
 * DINO's ViT-S/16 (Caron et al., arXiv 2104.14294). Its pooler, if it has one, is ignored.
 */
export const vit: Architecture<Blueprint<ImageEncoderNetwork>> = {
  modelTypes: ['vit'],
  read(source, json) {
    const config = parseConfig(schema, source, json);
    const parts = vitParts(config, {
      parts: {
        attentionNorm: 'layernorm_before',
        innerNorm: 'layernorm_after',
        inner: 'intermediate.dense',
        output: 'output.dense',
      },
      inner: config.intermediate_size,
      activation: config.hidden_act,
    });
    return visionBlueprint(parts, {
      architecture: 'vit',
      renamed: (name) => name.replace(/^vit\./, ''),
      ignored: [/^(vit\.)?pooler\./, /^classifier\./, /^(vit\.)?embeddings\.mask_token$/],
      defaultTargets: ['query', 'value'],
    });
  },
};
