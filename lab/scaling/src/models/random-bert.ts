import { createSequenceClassifier } from '@singlora/models';
import type { RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { normals } from './random-matrices.ts';

const vocabulary = 64;
/** The head size of models with more heads at larger widths. */
export const usualHeadSize = 16;
const layers = 2;
const tokens = 8;

/** The configuration of a BERT of this width, with an inner layer of 4n. */
const configOf = ({ width, headSize = usualHeadSize }: BertShape) => ({
  model_type: 'bert',
  vocab_size: vocabulary,
  hidden_size: width,
  num_hidden_layers: layers,
  num_attention_heads: width / headSize,
  intermediate_size: 4 * width,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  max_position_embeddings: tokens,
  type_vocab_size: 2,
  initializer_range: 1,
  layer_norm_eps: 1e-12,
});

interface BertShape {
  readonly width: number;
  readonly outputs: number;
  /** Absent: 16, so that the number of heads grows. */
  readonly headSize?: number;
  /** The standard deviation of the classifier's weights; absent: 1/√n. */
  readonly readoutStd?: number;
}

/** A module's initial value: see {@link randomBert}. */
function initialWeight(random: RandomStream, name: string, shape: number[], readoutStd?: number) {
  const [rows = 1, columns] = shape;
  if (columns === undefined) return name.endsWith('.bias') ? tf.zeros(shape) : tf.ones(shape);
  const fanIn = name.includes('embeddings') ? 1 : columns;
  const std = name.startsWith('classifier') ? readoutStd : undefined;
  return normals(random, [rows, columns], std ?? 1 / Math.sqrt(fanIn));
}

/**
 * A BERT classifier of two layers with random weights, and its adapted modules: queries and values.
 * Linear weights `[out, in]`, from query to classifier, start as N(0, 1/in) with zero biases.
 * Embeddings, whose fan-in is one token, start as N(0, 1), and normalisations as the identity.
 */
export function randomBert(shape: BertShape, random: RandomStream) {
  const { outputs, readoutStd } = shape;
  const model = createSequenceClassifier(configOf(shape), {
    outputs,
    weight: (name, sizes) => initialWeight(random, name, sizes, readoutStd),
  });
  const targets = model.slots
    .map(({ name }) => name)
    .filter((name) => model.defaultTargets.some((target) => name.endsWith(`.${target}`)));
  return { model, targets };
}

export function integers<R extends tf.Rank>(
  random: RandomStream,
  shape: tf.ShapeMap[R],
  below: number,
) {
  const values = Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.integer(below));
  return tf.tensor<R>(values, shape, 'int32');
}

export const randomTokens = (random: RandomStream, sequences: number) => ({
  inputIds: integers<tf.Rank.R2>(random, [sequences, tokens], vocabulary),
  attentionMask: tf.ones<tf.Rank.R2>([sequences, tokens], 'int32'),
  tokenTypeIds: tf.zeros<tf.Rank.R2>([sequences, tokens], 'int32'),
});
