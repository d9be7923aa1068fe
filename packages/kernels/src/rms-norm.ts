import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';
import { flat, product, unflat } from './product.ts';

/**
 * Root mean square normalisation over the last axis (Zhang & Sennrich, arXiv 1910.07467):
 * `y = γ ⊙ x̂`, `x̂ = x / √(mean(x²) + ε)`; x `[..., dim]`, γ `[dim]`.
 *
 * `dx = (γ ⊙ dy − x̂ mean(γ ⊙ dy ⊙ x̂)) / √(mean(x²) + ε)`, `dγ = Σ dy ⊙ x̂` over all rows.
 */
export function rmsNorm(x: tf.Tensor, gamma: tf.Tensor1D, epsilon: number): tf.Tensor {
  const dim = gamma.shape[0];
  return differentiable({ x, gamma }, (keep) => {
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon));
    const normalised = tf.mul(x, inverse);
    const [keptGamma, keptInverse, hat] = [keep(gamma), keep(inverse), keep(normalised)];
    return {
      value: tf.mul(normalised, gamma),
      gradients: (dy, share) => {
        const slopes = share(() => tf.mul<tf.Tensor2D>(flat(dy), flat(hat())));
        return {
          x: () => {
            // The mean as a product with γ/dim: no γ ⊙ dy ⊙ x̂ is written out for it.
            const mean = tf.reshape<tf.Rank.R2>(tf.div(keptGamma(), dim), [dim, 1]);
            const along = tf.mul(flat(hat()), product(slopes(), mean));
            const across = tf.sub(tf.mul(flat(dy), keptGamma()), along);
            return unflat(tf.mul(across, flat(keptInverse())), dy);
          },
          gamma: () => tf.sum(slopes(), 0),
        };
      },
    };
  });
}
