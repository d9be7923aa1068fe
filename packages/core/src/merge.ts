import * as tf from '@tensorflow/tfjs-core';
import type { WeightUpdate } from './method.ts';

/**
 * The weight `[out, in]` with its updates: `W + Σ [gain ∘ (W + scale · P Qᵀ) − W]`. This is where the update takes its
 * full size, once, so it is for merging and for tests and not for training.
 */
export function mergedMatrix(matrix: tf.Tensor2D, updates: readonly WeightUpdate[]): tf.Tensor2D {
  return tf.tidy(() =>
    updates.reduce((sum, { p, q, scale, gain }) => {
      const delta = tf.mul(tf.matMul(p, q, false, true), scale);
      if (!gain) return tf.add(sum, delta);
      const adapted = tf.mul(tf.expandDims(gain, 1), tf.add(matrix, delta));
      return tf.add(sum, tf.sub(adapted, matrix));
    }, matrix),
  );
}
