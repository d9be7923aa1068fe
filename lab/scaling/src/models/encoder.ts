import { frozen } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';
import { randomBert, randomTokens } from './random-bert.ts';
import type { ModelFamily } from './width-model.ts';

/** The same teacher width for pupils of every width, so that the task does not depend on it. */
const teacherWidth = 64;
const sequences = 16;

/**
 * A {@link randomBert} with a single score, trained on the scores of a teacher of width 64. Target scores are
 * standardised, and the loss is half the mean squared error. Everything but the adapter is frozen, including
 * the readout N(0, std²). Teacher and tokens are drawn anew for each width and seed.
 */
const encoder = (
  name: string,
  exponent: number,
  readoutStd: (width: number) => number,
): ModelFamily => ({
  name,
  signal: { kind: 'readout', exponent },
  widest: 1024,
  build(width, random) {
    const shape = { width, outputs: 1, readoutStd: readoutStd(width) };
    const { model, targets } = randomBert(shape, random);
    const batch = randomTokens(random, sequences);
    const { model: teacher } = randomBert({ width: teacherWidth, outputs: 1 }, random);
    const wanted = tf.tidy(() =>
      standardised(teacher.logits(batch, { apply: frozen(teacher.slots) })),
    );
    tf.dispose(teacher.weights);
    return {
      slots: model.slots,
      targets,
      loss: (apply) =>
        tf.tidy(() => {
          const error = tf.sub(model.logits(batch, { apply }), wanted);
          return tf.mul(tf.sum(tf.square(error)), tf.scalar(0.5 / sequences));
        }),
      tensors: [...Object.values(model.weights), ...Object.values(batch), wanted],
    };
  },
});

/** The values, shifted and scaled to mean 0 and variance 1. */
function standardised(values: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(values);
  return tf.div(tf.sub(values, mean), tf.sqrt(variance));
}

/** The encoder with two readouts, which coincide at width 64. */
export const encoderFamilies: readonly ModelFamily[] = [
  /** The readout of a standard network, N(0, 1/n). */
  encoder('encoder', -1 / 2, (width) => 1 / Math.sqrt(width)),
  /** A readout with entries of order n^-1, as in μP. */
  encoder('encoder-mup', -1, (width) => Math.sqrt(teacherWidth) / width),
];
