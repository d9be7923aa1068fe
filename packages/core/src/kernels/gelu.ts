import * as tf from '@tensorflow/tfjs-core';
import { activation, type ActivationParts } from './activation.ts';

/**
 * The exact GELU (Hendrycks & Gimpel, arXiv 1606.08415): `y = x Φ(x)`, `Φ(x) = ½ (1 + erf(x/√2))`.
 *
 * `dx = dy ⊙ (Φ(x) + x φ(x))`, `φ(x) = exp(−x²/2) / √(2π)`.
 */
export function gelu(x: tf.Tensor): tf.Tensor {
  return activation(x, 'Gelu', geluParts);
}

/** The exact GELU, and its slope where that is asked for. */
export function geluParts(x: tf.Tensor): ActivationParts {
  const t = tf.mul(x, Math.SQRT1_2);
  const cdf = tf.mul(tf.add(tf.erf(t), 1), 0.5);
  const slope = () => {
    // x φ(x) = t exp(−t²) / √π
    const bell = tf.mul(t, tf.exp(tf.neg(tf.square(t))));
    return tf.add(cdf, tf.mul(bell, 1 / Math.sqrt(Math.PI)));
  };
  return { value: tf.mul(cdf, x), slope };
}
