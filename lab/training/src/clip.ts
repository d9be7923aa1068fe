import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';

/** Euclidean norm of all the tensors taken as one vector. */
export function globalNorm(tensors: NamedTensors): tf.Scalar {
  return tf.tidy(() => {
    const squares = Object.values(tensors).map((tensor) => tf.sum(tf.square(tensor)));
    return tf.sqrt(tf.addN(squares)) as tf.Scalar;
  });
}

/**
 * The factor that scales gradients to a global norm of at most `maxNorm`, as in `torch.nn.utils.clip_grad_norm_`: min(1, maxNorm
 * / (norm + 1e-6)).
 *
 * @param norm their global norm
 * @param maxNorm 0: the result is undefined, and gradients stay unchanged
 */
export function clipFactor(norm: tf.Scalar, maxNorm: number): tf.Scalar | undefined {
  if (maxNorm === 0) return undefined;
  return tf.tidy(() => tf.minimum<tf.Scalar>(1, tf.div(maxNorm, tf.add(norm, 1e-6))));
}
