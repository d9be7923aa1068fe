import { z } from 'zod';
import type { ClassifierBlueprint } from '../classification/blueprint.ts';
import {
  activationName,
  headsDivide,
  layerCount,
  parseConfig,
  dropoutRate,
  positiveCount,
} from '../config.ts';
import type { Embeddings } from './embeddings.ts';
import type { Encoder } from './layer.ts';

/**
 * The keys of a BERT-like encoder's config.json that matter here; others are ignored. Old files
 * lack some, which then have transformers' defaults.
 */
const fields = z.object({
  vocab_size: positiveCount,
  hidden_size: positiveCount,
  num_hidden_layers: layerCount,
  num_attention_heads: positiveCount,
  intermediate_size: positiveCount,
  hidden_act: activationName,
  hidden_dropout_prob: dropoutRate,
  attention_probs_dropout_prob: dropoutRate,
  classifier_dropout: dropoutRate.nullish(),
  max_position_embeddings: positiveCount,
  type_vocab_size: positiveCount,
  initializer_range: z.number().positive().default(0.02),
  layer_norm_eps: z.number().positive().default(1e-12),
  pad_token_id: z.int().nonnegative().nullish(),
  position_embedding_type: z.literal('absolute', 'only "absolute" is supported').optional(),
  is_decoder: z.literal(false, 'decoders are not supported').optional(),
});
const schema = fields.refine(...headsDivide);
/** MPNet's keys: no token types, no separate rate for the head, and a fixed number of distance buckets. */
const mpnetSchema = fields
  .omit({ type_vocab_size: true, classifier_dropout: true })
  .extend({ relative_attention_num_buckets: z.literal(32, 'only 32 is supported').default(32) })
  .refine(...headsDivide);

export type BertConfig = z.infer<typeof fields>;

export const parseBertConfig = (source: string, json: unknown, dropout?: number): BertConfig =>
  withDropout(parseConfig(schema, source, json), dropout);

/** Like {@link parseBertConfig}, for MPNet; `buckets` counts the groups of distances between tokens. */
export function parseMpnetConfig(
  source: string,
  json: unknown,
  dropout?: number,
): BertConfig & { buckets: number } {
  const { relative_attention_num_buckets: buckets, ...config } = parseConfig(
    mpnetSchema,
    source,
    json,
  );
  return { ...withDropout({ ...config, type_vocab_size: 0 }, dropout), buckets };
}

/** The configuration with one rate in place of all. */
export function withDropout(config: BertConfig, dropout: number | undefined): BertConfig {
  if (dropout === undefined) return config;
  return {
    ...config,
    hidden_dropout_prob: dropout,
    attention_probs_dropout_prob: dropout,
    classifier_dropout: dropout,
  };
}

/** The dropout rate before the classification head. */
export const classifierDropout = (config: BertConfig): number =>
  config.classifier_dropout ?? config.hidden_dropout_prob;

/** The embeddings under `name`, such as `bert.embeddings`. */
export const bertEmbeddings = (name: string, config: BertConfig): Embeddings => ({
  name,
  vocabulary: config.vocab_size,
  positions: config.max_position_embeddings,
  types: config.type_vocab_size,
  dim: config.hidden_size,
  epsilon: config.layer_norm_eps,
  dropout: config.hidden_dropout_prob,
});

/** The encoder whose layers are under `name`, such as `bert.encoder.layer`, with some parts under names of their own. */
export const bertEncoder = (
  name: string,
  config: BertConfig,
  parts?: Partial<Encoder['parts']>,
): Encoder => ({
  name,
  parts: {
    query: 'attention.self.query',
    key: 'attention.self.key',
    value: 'attention.self.value',
    attended: 'attention.output.dense',
    attendedNorm: 'attention.output.LayerNorm',
    inner: 'intermediate.dense',
    output: 'output.dense',
    outputNorm: 'output.LayerNorm',
    ...parts,
  },
  layers: config.num_hidden_layers,
  heads: config.num_attention_heads,
  dim: config.hidden_size,
  inner: config.intermediate_size,
  activation: config.hidden_act,
  epsilon: config.layer_norm_eps,
  dropout: {
    attention: config.attention_probs_dropout_prob,
    attended: config.hidden_dropout_prob,
    output: config.hidden_dropout_prob,
  },
});

/** The sizes that a classifier with this configuration reports. */
export const bertSizes = (
  config: BertConfig,
  maxPositions: number,
): ClassifierBlueprint['config'] => ({
  maxPositions,
  vocabularySize: config.vocab_size,
  hiddenSize: config.hidden_size,
  layers: config.num_hidden_layers,
  heads: config.num_attention_heads,
  intermediateSize: config.intermediate_size,
  hiddenDropout: config.hidden_dropout_prob,
  attentionDropout: config.attention_probs_dropout_prob,
  classifierDropout: classifierDropout(config),
});
