import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { geglu } from './geglu.ts';

onEachBackend('geglu', () => {
  it('is hidden ⊙ gate Φ(gate)', () => {
    const naive = (x: tf.Tensor): tf.Tensor => {
      const [hidden, gate] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
      const cdf = tf.div(tf.add(1, tf.erf(tf.div(gate, Math.SQRT2))), 2);
      return tf.mul(hidden, tf.mul(gate, cdf));
    };
    expectSameAs(naive, geglu, [normal([3, 4, 10], 1)]);
  });
});
