import { crossEntropy } from '@singlora/kernels';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { integers, randomBert, randomTokens } from './random-bert.ts';
import type { ModelFamily } from './width-model.ts';

const labels = 2;
const sequences = 8;

/** A {@link randomBert}. The batch is random tokens with random labels, the same at every width and seed. */
export const transformerFamily: ModelFamily = {
  name: 'transformer',
  signal: { kind: 'readout', exponent: -1 / 2 },
  widest: 1024,
  build(width, random) {
    const { model, targets } = randomBert({ width, outputs: labels }, random);
    const data = randomStream(0, 'transformer batch');
    const batch = randomTokens(data, sequences);
    const expected = integers<tf.Rank.R1>(data, [sequences], labels);
    const equal = tf.ones<tf.Rank.R1>([sequences]);
    return {
      slots: model.slots,
      targets,
      loss: (apply) => tf.tidy(() => crossEntropy(model.logits(batch, { apply }), expected, equal)),
      tensors: [...Object.values(model.weights), ...Object.values(batch), expected, equal],
    };
  },
};
