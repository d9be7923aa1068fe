import { z } from 'zod';
import { activations } from './activations.ts';
import { invalidConfig } from './errors.ts';

const size = z.int().positive();
const rate = z.number().min(0).lt(1);
const supported = Object.keys(activations) as [keyof typeof activations];

/** The keys of a BERT-like encoder's config.json that matter here; others are left aside. */
const schema = z
  .object({
    model_type: z.string(),
    vocab_size: size,
    hidden_size: size,
    num_hidden_layers: size,
    num_attention_heads: size,
    intermediate_size: size,
    hidden_act: z.enum(supported, `not supported: use one of ${supported.join(', ')}`),
    hidden_dropout_prob: rate,
    attention_probs_dropout_prob: rate,
    classifier_dropout: rate.nullish(),
    max_position_embeddings: size,
    type_vocab_size: size,
    initializer_range: z.number().positive(),
    layer_norm_eps: z.number().positive(),
    pad_token_id: z.int().nonnegative().nullish(),
    position_embedding_type: z.literal('absolute', 'only "absolute" is supported').optional(),
    is_decoder: z.literal(false, 'decoders are not supported').optional(),
  })
  .refine((config) => config.hidden_size % config.num_attention_heads === 0, {
    path: ['num_attention_heads'],
    message: 'does not divide hidden_size',
  });

export type EncoderConfig = z.infer<typeof schema>;

/** @throws {ModelError} `MODEL_CONFIG`, naming each wrong field. */
export function parseEncoderConfig(path: string, json: unknown): EncoderConfig {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw invalidConfig(path, z.prettifyError(parsed.error));
  return parsed.data;
}
