import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { swiglu } from './swiglu.ts';

onEachBackend('swiglu', () => {
  it('is gate σ(gate) ⊙ up', () => {
    const naive = (gate: tf.Tensor, up: tf.Tensor): tf.Tensor =>
      tf.mul(tf.div(gate, tf.add(1, tf.exp(tf.neg(gate)))), up);
    expectSameAs(naive, swiglu, [normal([3, 4, 7], 1), normal([3, 4, 7], 2)]);
  });

  it('refuses a gate of another shape, of as many numbers', () => {
    expect(() => swiglu(tf.ones([2, 3]), tf.ones([3, 2]))).toThrow();
  });
});
