import * as tf from '@tensorflow/tfjs-core';
import { embedding } from '@singlora/kernels';
import { embeddingModule, normModule, type Module } from './module.ts';
import type { EncoderConfig } from './encoder-config.ts';
import { embeddingSite, maybeDropout, normalise, type Encoder } from './encoder.ts';
import type { Pass } from './sequence-classifier.ts';

export function embeddingModules(name: string, config: EncoderConfig): Module[] {
  const { hidden_size: dim } = config;
  return [
    embeddingModule(`${name}.word_embeddings`, config.vocab_size, dim),
    embeddingModule(`${name}.position_embeddings`, config.max_position_embeddings, dim),
    embeddingModule(`${name}.token_type_embeddings`, config.type_vocab_size, dim),
    normModule(`${name}.LayerNorm`, dim),
  ];
}

/** One of the embedding tables under `name`. */
export function table(encoder: Encoder, name: string): tf.Tensor2D {
  return encoder.weights[`${name}.weight`] as tf.Tensor2D;
}

/**
 * The sum of word, position and type embeddings, normalised; `[batch, seq, dim]`. positions and
 * types come embedded, in any shape that broadcasts.
 */
export function embed(
  encoder: Encoder,
  name: string,
  ids: tf.Tensor2D,
  positions: tf.Tensor,
  types: tf.Tensor,
  pass: Pass,
): tf.Tensor3D {
  const words = embedding(table(encoder, `${name}.word_embeddings`), ids);
  const sum = tf.add(tf.add(words, types), positions);
  const normalised = normalise(encoder, `${name}.LayerNorm`, sum);
  const rate = encoder.config.hidden_dropout_prob;
  return maybeDropout(normalised, rate, embeddingSite, pass) as tf.Tensor3D;
}
