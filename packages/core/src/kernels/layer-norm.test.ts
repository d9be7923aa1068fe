import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { layerNorm } from './layer-norm.ts';
import { normaliseRows } from './normalise-rows.ts';

function naive(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  const mean = tf.mean(x, -1, true);
  const variance = tf.mean(tf.square(tf.sub(x, mean)), -1, true);
  const normalised = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(normalised, gamma), beta);
}

onEachBackend('layerNorm', () => {
  it.each([1e-12, 1e-5, 0.3])('normalises the last axis (ε = %s)', (epsilon) => {
    expectSameAs(
      (x: tf.Tensor, gamma: tf.Tensor1D, beta: tf.Tensor1D) => naive(x, gamma, beta, epsilon),
      (x, gamma, beta) => layerNorm(x, gamma, beta, epsilon),
      [normal([2, 3, 6], 1), normal<tf.Rank.R1>([6], 2), normal<tf.Rank.R1>([6], 3)],
    );
  });

  it('refuses what is not of the rows’ size', () => {
    const run = (gamma: number, beta: number, residual = [3, 4]) =>
      normaliseRows(
        { x: tf.ones([3, 4]), residual: tf.ones(residual), gamma: tf.ones([gamma]), beta: tf.ones([beta]) }, // prettier-ignore
        { epsilon: 1e-5, centred: true },
      );
    expect(run(4, 4).shape).toEqual([3, 4]);
    for (const wrong of [
      [2, 2],
      [6, 6],
      [4, 2],
      [4, 4, [4, 3]],
    ] as const)
      // prettier-ignore
      expect(() => run(wrong[0], wrong[1], wrong[2] && [...wrong[2]])).toThrow();
  });

  it('takes rows far from zero', () => {
    expectSameAs(
      (x: tf.Tensor) => naive(x, tf.ones([6]), tf.zeros([6]), 1e-5),
      (x) => layerNorm(x, tf.ones([6]), tf.zeros([6]), 1e-5),
      [tf.add(tf.mul(normal([4, 6], 1), 2), 30)],
    );
  });
});
