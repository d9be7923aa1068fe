import { createSequenceClassifier } from '@singlora/models';
import { crossEntropy } from '@singlora/kernels';
import { randomStream, type RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { normals } from './random-matrices.ts';
import type { ModelFamily } from './width-model.ts';

const vocabulary = 64;
const headSize = 16;
const layers = 2;
const labels = 2;
const [sequences, tokens] = [8, 8];

/** The configuration of a BERT of this width: more heads of the same size, an inner layer of 4n. */
const configOf = (width: number) => ({
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

/** A module's first value: see {@link transformerFamily}. */
function initialWeight(random: RandomStream, name: string, shape: number[]): tf.Tensor {
  const [rows = 1, columns] = shape;
  if (columns === undefined) return name.endsWith('.bias') ? tf.zeros(shape) : tf.ones(shape);
  const fanIn = name.includes('embeddings') ? 1 : columns;
  return normals(random, [rows, columns], 1 / Math.sqrt(fanIn));
}

function integers<R extends tf.Rank>(random: RandomStream, shape: tf.ShapeMap[R], below: number) {
  const values = Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.integer(below));
  return tf.tensor<R>(values, shape, 'int32');
}

/**
 * A BERT classifier with random weights. Linear weights `[out, in]`, query to classifier, start
 * as N(0, 1/in) and their biases at 0; embeddings, whose fan-in is one token, as N(0, 1);
 * normalisations as the identity. The batch is random tokens with random
 * labels, the same at every width and seed.
 */
export const transformerFamily: ModelFamily = {
  name: 'transformer',
  signal: { kind: 'readout', exponent: -1 / 2 },
  widest: 1024,
  build(width, random) {
    const model = createSequenceClassifier(configOf(width), {
      outputs: labels,
      weight: (name, shape) => initialWeight(random, name, shape),
    });
    const data = randomStream(0, 'transformer batch');
    const batch = {
      inputIds: integers<tf.Rank.R2>(data, [sequences, tokens], vocabulary),
      attentionMask: tf.ones<tf.Rank.R2>([sequences, tokens], 'int32'),
      tokenTypeIds: tf.zeros<tf.Rank.R2>([sequences, tokens], 'int32'),
    };
    const expected = integers<tf.Rank.R1>(data, [sequences], labels);
    const equal = tf.ones<tf.Rank.R1>([sequences]);
    return {
      slots: model.slots,
      targets: model.slots
        .map(({ name }) => name)
        .filter((name) => model.defaultTargets.some((target) => name.endsWith(`.${target}`))),
      loss: (apply) => tf.tidy(() => crossEntropy(model.logits(batch, { apply }), expected, equal)),
      tensors: [...Object.values(model.weights), ...Object.values(batch), expected, equal],
    };
  },
};
