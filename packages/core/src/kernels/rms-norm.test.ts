import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { expectClose, expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { rmsNorm } from './rms-norm.ts';

const naive = (x: tf.Tensor, gamma: tf.Tensor1D): tf.Tensor =>
  tf.mul(tf.div(x, tf.sqrt(tf.add(tf.mean(tf.mul(x, x), -1, true), 1e-3))), gamma);

onEachBackend('rmsNorm', () => {
  it.each([[[4, 6]], [[2, 3, 6]]])('normalises the last axis of %j', (shape) => {
    expectSameAs(naive, (x, gamma) => rmsNorm(x, gamma, 1e-3), [
      normal(shape as [number, number], 1),
      normal<tf.Rank.R1>([6], 2),
    ]);
  });

  it('divides by the root mean square, not by the deviation', () => {
    const y = rmsNorm(tf.tensor2d([[1, 7]]), tf.tensor1d([2, 1]), 0); // √((1 + 49) / 2) = 5
    expectClose(y, tf.tensor2d([[0.4, 1.4]]), 1e-6);
  });
});
