import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectClose, expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { gelu } from './gelu.ts';

onEachBackend('gelu', () => {
  it('is x Φ(x)', () => {
    const naive = (x: tf.Tensor): tf.Tensor =>
      tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2))));
    expectSameAs(naive, gelu, [normal([3, 4, 7], 1)]);
  });

  it('has the values of a table, far out too', () => {
    // Φ(1) = 0.8413447, Φ(2) = 0.9772499
    const x = tf.tensor1d([-100, -2, -1, 0, 1, 2, 100]);
    const y = tf.tensor1d([0, -0.0455003, -0.1586553, 0, 0.8413447, 1.9544997, 100]);
    expectClose(gelu(x), y, 1e-6);
    const slope = tf.grad(gelu)(x);
    expect(slope.arraySync()).toEqual(
      [0, -0.08523, -0.08332, 0.5, 1.08332, 1.08523, 1].map((v) => expect.closeTo(v, 4) as number),
    );
  });
});
