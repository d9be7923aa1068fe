import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { expectSameAs, onEachBackend } from './each-backend.test.support.ts';
import { relu } from './relu.ts';

onEachBackend('relu', () => {
  it('is max(x, 0)', () => {
    // Away from the kink, where central differences mean nothing.
    const x = tf.tensor2d([-3, -1, 0.5, 2, 4, -0.5], [2, 3]);
    expectSameAs((x: tf.Tensor) => tf.relu(x), relu, [x]);
  });
});
