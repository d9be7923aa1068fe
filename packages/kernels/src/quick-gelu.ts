import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';
import { siluSlope } from './silu.ts';

const STEEPNESS = 1.702;

/**
 * GELU's approximation by a sigmoid (Hendrycks & Gimpel, arXiv 1606.08415), CLIP's `quick_gelu`:
 * `y = x σ(1.702 x)`.
 *
 * `dx = dy ⊙ (σ + 1.702 y (1 − σ))`. The slope is computed on the way forward and kept in x's place.
 */
export function quickGelu(x: tf.Tensor): tf.Tensor {
  return differentiable({ x }, (keep) => {
    const gate = tf.sigmoid(tf.mul(x, STEEPNESS));
    const value = tf.mul(x, gate);
    const slope = keep(() => siluSlope(tf.mul(value, STEEPNESS), gate));
    return { value, gradients: (dy) => ({ x: () => tf.mul(dy, slope()) }) };
  });
}
