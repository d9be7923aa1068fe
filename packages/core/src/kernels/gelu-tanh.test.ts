import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { expectClose, expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { geluTanh } from './gelu-tanh.ts';

onEachBackend('geluTanh', () => {
  it('is the approximation by a tanh', () => {
    const naive = (x: tf.Tensor): tf.Tensor => {
      const inner = tf.add(x, tf.mul(tf.pow(x, 3), 0.044715));
      const t = tf.tanh(tf.mul(inner, Math.sqrt(2 / Math.PI)));
      return tf.mul(tf.mul(x, 0.5), tf.add(1, t));
    };
    expectSameAs(naive, geluTanh, [normal([3, 4, 7], 1)]);
  });

  it('is 0 or x far out, with slopes 0 and 1', () => {
    const x = tf.tensor1d([-100, 0, 100]);
    expectClose(geluTanh(x), tf.tensor1d([0, 0, 100]), 1e-6);
    expectClose(tf.grad(geluTanh)(x), tf.tensor1d([0, 0.5, 1]), 1e-6);
  });
});
