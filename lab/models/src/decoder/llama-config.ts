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
import { ropeSchema } from './rotary-angles.ts';

/** The keys of a config.json of LLaMA or a related model that matter here, with transformers' defaults. */
const schema = z
  .object({
    vocab_size: positiveCount,
    hidden_size: positiveCount,
    intermediate_size: positiveCount,
    num_hidden_layers: layerCount,
    num_attention_heads: positiveCount,
    num_key_value_heads: positiveCount.nullish(),
    head_dim: positiveCount.max(2 ** 20).nullish(),
    hidden_act: activationName,
    max_position_embeddings: positiveCount,
    rms_norm_eps: z.number().positive(),
    initializer_range: z.number().positive(),
    attention_dropout: dropoutRate.default(0),
    attention_bias: z.boolean().default(false),
    mlp_bias: z.boolean().default(false),
    use_sliding_window: z.boolean().default(true),
    sliding_window: positiveCount.nullish(),
    rope_parameters: ropeSchema,
    is_causal: causal,
  })
  .transform(({ use_sliding_window, sliding_window: window, ...config }) => ({
    ...config,
    num_key_value_heads: config.num_key_value_heads ?? config.num_attention_heads,
    head_dim: config.head_dim ?? config.hidden_size / config.num_attention_heads,
    /** Sliding-window attention equals full attention up to the length of its window. */
    maxPositions: Math.min(
      config.max_position_embeddings,
      (use_sliding_window ? window : undefined) ?? Infinity,
    ),
  }))
  .refine((config) => config.head_dim % 2 === 0, {
    path: ['head_dim'],
    message: 'is not even: head_dim, or else hidden_size / num_attention_heads, has to be even',
  })
  .refine(...divides('num_key_value_heads', 'num_attention_heads'));

export type LlamaConfig = z.infer<typeof schema>;

export function parseLlamaConfig(source: string, json: unknown, dropout?: number): LlamaConfig {
  const config = parseConfig(z.preprocess(withRopeParameters, schema), source, json);
  return dropout === undefined ? config : { ...config, attention_dropout: dropout };
}

/** Older files have `rope_theta` and `rope_scaling`, and its `type`, where newer ones have `rope_parameters`. */
function withRopeParameters(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const { rope_theta, rope_scaling, rope_parameters, ...config } = json as Record<string, unknown>;
  const given = rope_parameters ?? rope_scaling ?? {};
  if (typeof given !== 'object') return { ...config, rope_parameters: given };
  const { type = 'default', ...parameters } = given as Record<string, unknown>;
  return { ...config, rope_parameters: { rope_theta, rope_type: type, ...parameters } };
}
