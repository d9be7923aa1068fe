import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';
import { groupNorm } from './group-norm.ts';

type Vector = tf.Tensor1D;

/** The groups' values laid out one after the other, as in PyTorch. */
function naive(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  groups: number,
  epsilon: number,
): tf.Tensor {
  const [batch, channels] = [x.shape[0]!, gamma.size];
  const apart = tf.reshape(x, [batch, -1, groups, channels / groups]);
  const mean = tf.mean(apart, [1, 3], true);
  const centred = tf.sub(apart, mean);
  const variance = tf.mean(tf.square(centred), [1, 3], true);
  const normalised = tf.div(centred, tf.sqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(tf.reshape(normalised, x.shape), gamma), beta);
}

const silu = (x: tf.Tensor): tf.Tensor => tf.div(x, tf.add(1, tf.exp(tf.neg(x))));
const vector = (seed: number) => normal<tf.Rank.R1>([6], seed);

onEachBackend('groupNorm', () => {
  for (const [groups, epsilon] of [
    [1, 1e-5],
    [2, 1e-6],
    [3, 0.3],
    [6, 1e-5],
  ] as const) {
    it(`normalises ${groups} groups (ε = ${epsilon}), with SiLU and without`, () => {
      const inputs: [tf.Tensor, Vector, Vector] = [normal([2, 4, 3, 6], 1), vector(2), vector(3)];
      expectSameAs(
        (x: tf.Tensor, gamma: Vector, beta: Vector) => naive(x, gamma, beta, groups, epsilon),
        (x, gamma, beta) => groupNorm(x, gamma, beta, { groups, epsilon }),
        inputs,
      );
      expectSameAs(
        (x: tf.Tensor, gamma: Vector, beta: Vector) => silu(naive(x, gamma, beta, groups, epsilon)),
        (x, gamma, beta) => groupNorm(x, gamma, beta, { groups, epsilon, activation: 'silu' }),
        inputs,
      );
    });
  }

  it('takes rows of tokens', () => {
    expectSameAs(
      (x: tf.Tensor) => naive(x, tf.ones([6]), tf.zeros([6]), 2, 1e-5),
      (x) => groupNorm(x, tf.ones([6]), tf.zeros([6]), { groups: 2, epsilon: 1e-5 }),
      [normal([3, 5, 6], 1)],
    );
  });

  it('takes channels far from zero, each at its own place', () => {
    const shift = tf.tensor1d([0, 3, -20, 20, 1, 50]);
    expectSameAs(
      (x: tf.Tensor) => naive(x, tf.ones([6]), tf.zeros([6]), 6, 1e-5),
      (x) => groupNorm(x, tf.ones([6]), tf.zeros([6]), { groups: 6, epsilon: 1e-5 }),
      [tf.add(tf.mul(normal([2, 4, 4, 6], 1), 2), shift)],
    );
  });

  it('refuses groups that do not divide the channels', () => {
    const run = () =>
      groupNorm(normal([1, 2, 2, 6], 1), vector(2), vector(3), { groups: 4, epsilon: 1e-5 });
    expect(run).toThrow('6 channels do not fall into 4 groups');
  });
});
