import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';

/**
 * Layer normalisation over the last axis (Ba et al., arXiv 1607.06450):
 * `y = γ ⊙ x̂ + β`, `x̂ = (x − mean) / √(variance + ε)`; x `[..., dim]`, γ and β `[dim]`.
 *
 * With g = γ ⊙ dy: `dx = (g − mean(g) − x̂ mean(g ⊙ x̂)) / √(variance + ε)`,
 * `dγ = Σ dy ⊙ x̂`, `dβ = Σ dy`, sums over all rows.
 */
export function layerNorm(
  x: tf.Tensor,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): tf.Tensor {
  const dim = gamma.shape[0];
  const rows = (t: tf.Tensor): tf.Tensor2D => tf.reshape(t, [-1, dim]);
  return differentiable({
    inputs: { x, gamma, beta },
    forward: () => {
      const centred = tf.sub(x, tf.mean(x, -1, true));
      const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
      const normalised = tf.mul(centred, inverse);
      return { value: tf.add(tf.mul(normalised, gamma), beta), saved: { normalised, inverse } };
    },
    backward: (dy, { normalised, inverse }, shared) => {
      const slopes = shared(() => tf.mul(rows(dy), rows(normalised)));
      return {
        x: () => {
          // The two means as products with γ/dim: no γ ⊙ dy ⊙ x̂ is written out for them.
          const mean = tf.reshape(tf.div(gamma, dim), [dim, 1]) as tf.Tensor2D;
          const shift = tf.matMul(rows(dy), mean);
          const shrink = tf.matMul(slopes(), mean);
          const projected = tf.sub(
            tf.mul(rows(dy), gamma),
            tf.add(tf.mul(rows(normalised), shrink), shift),
          );
          return tf.reshape(tf.mul(projected, tf.reshape(inverse, [-1, 1])), dy.shape);
        },
        gamma: () => tf.sum(slopes(), 0),
        beta: () => tf.sum(rows(dy), 0),
      };
    },
  });
}
