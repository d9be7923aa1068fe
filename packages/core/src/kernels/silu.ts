import * as tf from '@tensorflow/tfjs-core';
import { activation } from './activation.ts';

/**
 * SiLU (Elfwing et al., arXiv 1702.03118): `y = x σ(x)`.
 *
 * `dx = dy ⊙ (y + σ(x) (1 − y))`.
 */
export function silu(x: tf.Tensor): tf.Tensor {
  return activation(x, 'Silu', () => {
    const gate = tf.sigmoid(x);
    const value = tf.mul(x, gate);
    return { value, slope: () => siluSlope(value, gate) };
  });
}

/** `y + σ (1 − y)` for `y = x σ(x)` */
export function siluSlope(y: tf.Tensor, sigma: tf.Tensor): tf.Tensor {
  return tf.add(y, tf.mul(sigma, tf.sub(1, y)));
}
