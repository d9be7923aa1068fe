import * as tf from '@tensorflow/tfjs-core';
import { activation } from './activation.ts';
import { siluSlope } from './silu.ts';

const STEEPNESS = 1.702;

/**
 * GELU's approximation by a sigmoid (Hendrycks & Gimpel, arXiv 1606.08415), CLIP's `quick_gelu`:
 * `y = x σ(1.702 x)`.
 *
 * `dx = dy ⊙ (σ + 1.702 y (1 − σ))`.
 */
export function quickGelu(x: tf.Tensor): tf.Tensor {
  return activation(x, 'QuickGelu', () => {
    const gate = tf.sigmoid(tf.mul(x, STEEPNESS));
    const value = tf.mul(x, gate);
    return { value, slope: () => siluSlope(tf.mul(value, STEEPNESS), gate) };
  });
}
