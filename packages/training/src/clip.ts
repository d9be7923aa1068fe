import type { NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';

/** Euclidean norm of all the tensors taken as one vector. */
export function globalNorm(tensors: NamedTensors): tf.Scalar {
  return tf.tidy(() => {
    const squares = Object.values(tensors).map((tensor) => tf.sum(tf.square(tensor)));
    return tf.sqrt(tf.addN(squares)) as tf.Scalar;
  });
}

/**
 * Scales the gradients so that their global norm is at most `maxNorm`, as
 * `torch.nn.utils.clip_grad_norm_` (factor min(1, maxNorm / (norm + 1e-6))).
 *
 * @param norm their global norm
 * @param maxNorm 0: gradients pass unchanged
 */
export function clipByNorm(
  gradients: NamedTensors,
  norm: tf.Scalar,
  maxNorm: number,
): NamedTensors {
  if (maxNorm === 0) return gradients;
  return tf.tidy(() => {
    const factor = tf.minimum(1, tf.div(maxNorm, tf.add(norm, 1e-6)));
    const scaled = Object.entries(gradients).map(([name, gradient]) => [
      name,
      tf.mul(gradient, factor),
    ]);
    return Object.fromEntries(scaled) as NamedTensors;
  });
}
