import { z } from 'zod';
import { activationName, layerCount, dropoutRate, positiveCount } from '../config.ts';
import type { PreNormTransformer } from '../pre-norm-transformer.ts';

/** The keys of a tower's config.json that text and pictures share, with transformers' defaults. */
export const towerKeys = {
  num_hidden_layers: layerCount.default(12),
  hidden_act: activationName.default('quick_gelu'),
  layer_norm_eps: z.number().positive().default(1e-5),
  attention_dropout: dropoutRate.default(0),
  projection_dim: positiveCount.default(512),
};

/** The layers of the tower called `name`. */
export const towerLayers = (
  name: 'text_model' | 'vision_model',
  config: {
    hidden_size: number;
    intermediate_size: number;
    num_attention_heads: number;
  } & z.infer<z.ZodObject<typeof towerKeys>>,
): PreNormTransformer => ({
  name: `${name}.encoder.layers`,
  parts: {
    attentionNorm: 'layer_norm1',
    attended: 'self_attn.out_proj',
    innerNorm: 'layer_norm2',
    inner: 'mlp.fc1',
    output: 'mlp.fc2',
  },
  projections: ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'],
  layers: config.num_hidden_layers,
  heads: config.num_attention_heads,
  dim: config.hidden_size,
  inner: config.intermediate_size,
  activation: config.hidden_act,
  attentionBias: true,
  epsilon: config.layer_norm_eps,
  dropout: config.attention_dropout,
});

/** The modules that diffusers' DreamBooth scripts adapt; PEFT has no default for CLIP. */
export const towerTargets = ['q_proj', 'k_proj', 'v_proj', 'out_proj'];
