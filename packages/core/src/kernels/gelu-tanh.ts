import * as tf from '@tensorflow/tfjs-core';
import { activation } from './activation.ts';

const CUBIC = 0.044715;
const SCALE = Math.sqrt(2 / Math.PI);

/**
 * GELU's approximation by a tanh (Hendrycks & Gimpel, arXiv 1606.08415), GPT-2's `gelu_new`:
 * `y = ½ x (1 + t)`, `t = tanh(√(2/π) (x + 0.044715 x³))`.
 *
 * `dx = dy ⊙ ½ (1 + t + x (1 − t²) √(2/π) (1 + 3 · 0.044715 x²))`.
 */
export function geluTanh(x: tf.Tensor): tf.Tensor {
  return activation(x, 'GeluTanh', () => {
    const square = tf.square(x);
    const scaled = tf.mul(x, SCALE);
    const t = tf.tanh(tf.mul(scaled, tf.add(tf.mul(square, CUBIC), 1)));
    const half = tf.mul(tf.add(t, 1), 0.5);
    const slope = () => {
      const inner = tf.mul(scaled, tf.add(tf.mul(square, 1.5 * CUBIC), 0.5));
      return tf.add(half, tf.mul(inner, tf.sub(1, tf.square(t))));
    };
    return { value: tf.mul(x, half), slope };
  });
}
