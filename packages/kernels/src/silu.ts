import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';

/**
 * SiLU (Elfwing et al., arXiv 1702.03118): `y = x σ(x)`.
 *
 * `dx = dy ⊙ (y + σ(x) (1 − y))`. The slope is computed on the way forward and kept in x's place.
 */
export function silu(x: tf.Tensor): tf.Tensor {
  return differentiable({ x }, (keep) => {
    const gate = tf.sigmoid(x);
    const value = tf.mul(x, gate);
    const slope = keep(() => siluSlope(value, gate));
    return { value, gradients: (dy) => ({ x: () => tf.mul(dy, slope()) }) };
  });
}

/** `y + σ (1 − y)` for `y = x σ(x)` */
export function siluSlope(y: tf.Tensor, sigma: tf.Tensor): tf.Tensor {
  return tf.add(y, tf.mul(sigma, tf.sub(1, y)));
}
