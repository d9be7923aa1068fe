import { z } from 'zod';
import { activationName, layerCount, positiveCount } from '../config.ts';
import type { PreNormTransformer } from '../pre-norm-transformer.ts';
import type { VisionTransformer } from './vision-transformer.ts';

/** The keys of a config.json that ViT and DINOv2 share, with transformers' defaults. */
export const vitKeys = {
  hidden_size: positiveCount.default(768),
  num_hidden_layers: layerCount.default(12),
  num_attention_heads: positiveCount.default(12),
  hidden_act: activationName.default('gelu'),
  image_size: positiveCount.default(224),
  num_channels: z.literal(3, 'only 3 channels are supported').default(3),
  qkv_bias: z.boolean().default(true),
};

type VitConfig = z.infer<z.ZodObject<typeof vitKeys>> & {
  patch_size: number;
  layer_norm_eps: number;
};

/** The parts that ViT and DINOv2 share. */
export function vitParts(
  config: VitConfig,
  own: Pick<PreNormTransformer, 'inner' | 'activation' | 'scales'> & {
    /** The names of a layer's norms and of its feed-forward block. */
    parts: Pick<PreNormTransformer['parts'], 'attentionNorm' | 'innerNorm' | 'inner' | 'output'>;
  },
): VisionTransformer {
  const { hidden_size: dim, image_size: imageSize, patch_size: patchSize } = config;
  const grid = Math.floor(imageSize / patchSize);
  const { parts, ...layers } = own;
  return {
    patches: {
      projection: 'embeddings.patch_embeddings.projection',
      classToken: 'embeddings.cls_token',
      positions: 'embeddings.position_embeddings',
      patchSize,
      dim,
    },
    patchBias: true,
    parameters: {
      'embeddings.cls_token': [1, 1, dim],
      'embeddings.position_embeddings': [1, 1 + grid ** 2, dim],
    },
    layers: {
      name: 'encoder.layer',
      parts: {
        attended: 'attention.output.dense',
        ...parts,
      },
      projections: [
        'attention.attention.query',
        'attention.attention.key',
        'attention.attention.value',
      ],
      layers: config.num_hidden_layers,
      heads: config.num_attention_heads,
      dim,
      attentionBias: config.qkv_bias,
      epsilon: config.layer_norm_eps,
      dropout: 0,
      ...layers,
    },
    lastNorm: 'layernorm',
    imageSize,
  };
}
