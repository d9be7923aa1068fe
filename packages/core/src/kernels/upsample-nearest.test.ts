import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { expectClose, expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { upsampleNearest } from './upsample-nearest.ts';

onEachBackend('upsampleNearest', () => {
  it('makes four pixels of one', () => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
    const rows = [1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 4, 4, 5, 5, 6, 6];
    expectClose(upsampleNearest(x), tf.tensor4d(rows, [1, 4, 6, 1]));
  });

  it('has the gradient of repeating along both axes', () => {
    const naive = (x: tf.Tensor4D): tf.Tensor => {
      const twice = (size: number) => Array.from({ length: 2 * size }, (_, i) => i >> 1);
      return tf.gather(tf.gather(x, twice(x.shape[1]), 1), twice(x.shape[2]), 2);
    };
    expectSameAs(naive, upsampleNearest, [normal<tf.Rank.R4>([2, 3, 4, 5], 1)]);
  });
});
