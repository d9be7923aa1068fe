import { z } from 'zod';
import {
  activationName,
  causal,
  divides,
  layerCount,
  parseConfig,
  dropoutRate,
  positiveCount,
} from '../config.ts';

const rateOrDefault = dropoutRate.default(0.1);

/** The keys of a GPT-2's config.json that matter here, with transformers' defaults for newer ones. */
const schema = z
  .object({
    vocab_size: positiveCount,
    n_positions: positiveCount,
    n_embd: positiveCount,
    n_layer: layerCount,
    n_head: positiveCount,
    n_inner: positiveCount.nullish(),
    activation_function: activationName.default('gelu_new'),
    embd_pdrop: rateOrDefault,
    attn_pdrop: rateOrDefault,
    resid_pdrop: rateOrDefault,
    layer_norm_epsilon: z.number().positive(),
    initializer_range: z.number().positive(),
    scale_attn_weights: z.boolean().default(true),
    scale_attn_by_inverse_layer_idx: z.boolean().default(false),
    is_causal: causal,
    add_cross_attention: z.literal(false, 'cross-attention is not supported').optional(),
  })
  .refine(...divides('n_head', 'n_embd'));

export type GPT2Config = z.infer<typeof schema>;

export function parseGPT2Config(source: string, json: unknown, dropout?: number): GPT2Config {
  const config = parseConfig(schema, source, json);
  if (dropout === undefined) return config;
  return { ...config, embd_pdrop: dropout, attn_pdrop: dropout, resid_pdrop: dropout };
}
