import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';
import { flat, unflat } from './product.ts';

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
  return differentiable({ x, gamma, beta }, (keep) => {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
    const normalised = tf.mul(centred, inverse);
    const [keptGamma, keptInverse, hat] = [keep(gamma), keep(inverse), keep(normalised)];
    return {
      value: tf.add(tf.mul(normalised, gamma), beta),
      gradients: (dy, share) => {
        const slopes = share(() => tf.mul<tf.Tensor2D>(flat(dy), flat(hat())));
        return {
          x: () => {
            // The two means as products with γ/dim: no γ ⊙ dy ⊙ x̂ is written out for them.
            const mean = tf.reshape<tf.Rank.R2>(tf.div(keptGamma(), dim), [dim, 1]);
            const shift = tf.matMul(flat(dy), mean);
            const shrink = tf.matMul(slopes(), mean);
            const along = tf.add(tf.mul(flat(hat()), shrink), shift);
            const across = tf.sub(tf.mul(flat(dy), keptGamma()), along);
            return unflat(tf.mul(across, flat(keptInverse())), dy);
          },
          gamma: () => tf.sum(slopes(), 0),
          beta: () => tf.sum(flat(dy), 0),
        };
      },
    };
  });
}
