import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';

/**
 * Weighted mean squared error of one output per row: `Σₙ wₙ (outputsₙ − labelₙ)² / Σₙ wₙ`, and 0 if
 * all weights are 0. outputs `[n, 1]`, labels float32 `[n]`, weights `[n]` (0 for padding rows);
 * labels and weights are constants.
 *
 * `doutputs = 2 dy · w / Σ w ⊙ (outputs − labels)`.
 */
export function meanSquaredError(
  outputs: tf.Tensor2D,
  labels: tf.Tensor1D,
  weights: tf.Tensor1D,
): tf.Scalar {
  return differentiable({ outputs }, (keep) => {
    const errors = tf.sub(outputs, tf.expandDims(labels, 1));
    const share = tf.expandDims(tf.divNoNan(weights, tf.sum(weights)), 1);
    const [keptErrors, keptShare] = [keep(errors), keep(share)];
    return {
      value: tf.sum(tf.mul(tf.square(errors), share)),
      gradients: (dy) => ({
        outputs: () => tf.mul(keptErrors(), tf.mul(keptShare(), tf.mul(dy, 2))),
      }),
    };
  }) as tf.Scalar;
}
