import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { expectClose, expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { silu } from './silu.ts';

onEachBackend('silu', () => {
  it('is x σ(x)', () => {
    const naive = (x: tf.Tensor): tf.Tensor => tf.div(x, tf.add(1, tf.exp(tf.neg(x))));
    expectSameAs(naive, silu, [normal([3, 4, 7], 1)]);
  });

  it('has the values of a table, far out too', () => {
    // σ(1) = 0.7310586, σ(2) = 0.8807971
    const x = tf.tensor1d([-100, -2, -1, 0, 1, 2, 100]);
    const y = tf.tensor1d([0, -0.2384058, -0.2689414, 0, 0.7310586, 1.7615942, 100]);
    expectClose(silu(x), y, 1e-6);
    const slopes = tf.tensor1d([0, -0.0907843, 0.0723295, 0.5, 0.9276705, 1.0907843, 1]);
    expectClose(tf.grad(silu)(x), slopes, 1e-5);
  });
});
