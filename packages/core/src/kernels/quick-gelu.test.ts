import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { quickGelu } from './quick-gelu.ts';

onEachBackend('quickGelu', () => {
  it('is x σ(1.702 x)', () => {
    const naive = (x: tf.Tensor): tf.Tensor => tf.div(x, tf.add(1, tf.exp(tf.mul(x, -1.702))));
    expectSameAs(naive, quickGelu, [normal([3, 4, 7], 1)]);
  });
});
