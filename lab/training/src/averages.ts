import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The decay of an average in step t ≥ 1: `min(decay, (1 + t) / (10 + t))`, so that the initial values are soon
 * forgotten (TensorFlow's `ExponentialMovingAverage` with `num_updates`).
 */
export function averageDecayAt(decay: number, t: number): number {
  return Math.min(decay, (1 + t) / (10 + t));
}

/** Exponential moving averages: `kept · average + (1 − kept) · value`. */
export function moveAverages(
  averages: NamedTensors,
  values: NamedTensors,
  kept: tf.Scalar,
): NamedTensors {
  return tf.tidy(() => {
    const fresh = tf.sub(1, kept);
    const moved = Object.entries(values).map(([name, value]) => [
      name,
      tf.add(tf.mul(averages[name] as tf.Tensor, kept), tf.mul(value, fresh)),
    ]);
    return Object.fromEntries(moved) as NamedTensors;
  });
}
