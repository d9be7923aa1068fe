import * as tf from '@tensorflow/tfjs-core';
import { embedding, type NamedTensors } from '@singlora/core/kernels';
import { embeddingSite, maybeDropout } from '../dropout-site.ts';
import { embeddingModule, normModule, type Module } from '../module.ts';
import { normalise } from '../normalise.ts';
import type { Pass } from '../pass.ts';

/** The embedding tables and the normalisation of a BERT-like encoder. */
export interface Embeddings {
  /** The prefix of their names, such as `bert.embeddings`. */
  name: string;
  vocabulary: number;
  positions: number;
  /** The number of token types; 0: none. */
  types: number;
  dim: number;
  epsilon: number;
  dropout: number;
}

export function embeddingModules({ name, ...sizes }: Embeddings): Module[] {
  const { vocabulary, positions, types, dim } = sizes;
  return [
    embeddingModule(`${name}.word_embeddings`, vocabulary, dim),
    embeddingModule(`${name}.position_embeddings`, positions, dim),
    ...(types > 0 ? [embeddingModule(`${name}.token_type_embeddings`, types, dim)] : []),
    normModule(`${name}.LayerNorm`, dim),
  ];
}

/** One of the tables. */
export function embeddingTable(
  weights: NamedTensors,
  { name }: Embeddings,
  module: string,
): tf.Tensor2D {
  return weights[`${name}.${module}.weight`] as tf.Tensor2D;
}

/** The first positions' embeddings, `[seq, dim]`. */
export function firstPositions(
  weights: NamedTensors,
  embeddings: Embeddings,
  length: number,
): tf.Tensor2D {
  const positions = embeddingTable(weights, embeddings, 'position_embeddings');
  return tf.slice(positions, [0, 0], [length, embeddings.dim]);
}

/**
 * The normalised sum of word embeddings and of other embeddings, in any shape that broadcasts;
 * `[batch, seq, dim]`.
 */
export function embed(
  weights: NamedTensors,
  embeddings: Embeddings,
  ids: tf.Tensor2D,
  others: readonly tf.Tensor[],
  pass: Pass,
): tf.Tensor3D {
  const { name, epsilon, dropout } = embeddings;
  const words: tf.Tensor = embedding(embeddingTable(weights, embeddings, 'word_embeddings'), ids);
  const sum = others.reduce((total, other) => tf.add(total, other), words);
  const normalised = normalise(weights, `${name}.LayerNorm`, sum, epsilon);
  return maybeDropout(normalised, dropout, pass.seed, embeddingSite) as tf.Tensor3D;
}
