import * as tf from '@tensorflow/tfjs-core';
import { kernelOf, pointSizes } from './convolution.ts';
import { trainedWithoutDecay, type ParameterSpec, type WeightUpdate } from './method.ts';
import type { Layer } from './slot.ts';

/**
 * DoRA's magnitude m `[out]`, which starts at the norms of the frozen weight's rows. It does not decay: decay would
 * pull the frozen weight itself towards zero.
 */
export function magnitudeParameter(layer: Layer, key = 'lora_magnitude_vector'): ParameterSpec {
  const { outFeatures } = layer;
  return {
    shape: [outFeatures],
    init: { dist: 'row-norms' },
    group: trainedWithoutDecay,
    symbol: 'm',
    key,
    ...(kernelOf(layer) && { fileShape: [1, outFeatures, ...pointSizes(layer)] }),
  };
}

/**
 * DoRA's gain `m / ‖W + scale · P Qᵀ‖` per output row `[out]` (arXiv 2402.09353, equation 5). As its section 4.3
 * proposes, the norm is a constant for the gradient. It is that of the sum itself, as in PEFT: the expanded square
 * `‖W‖² + 2s (W Q ∘ P) + s² (P QᵀQ ∘ P)` would need no matrix `[out, in]`, but it cancels where a row shrinks.
 */
export function magnitudeGain(
  magnitude: tf.Tensor,
  { p, q, scale }: WeightUpdate,
  matrix: tf.Tensor2D,
): tf.Tensor1D {
  // A function of no inputs: what it closes over is constant for the gradient.
  const norm = tf.customGrad(() => ({
    value: rowNorms(p, q, scale, matrix),
    gradFunc: () => [],
  }));
  return tf.div<tf.Tensor1D>(magnitude, norm());
}

/** A row of norm 0 would be divided by 0; with this it stays 0. */
export const smallestSquare = 1e-30;

/** The square of the share of a row that rounding may lose. What an update leaves below it is rounding, without a direction. */
const roundingSquare = 2 ** -46;

/** `‖W + scale · P Qᵀ‖` per row `[out]`, and at least what rounding leaves of W's row. */
function rowNorms(
  p: tf.Tensor2D,
  q: tf.Tensor2D,
  scale: tf.Scalar,
  matrix: tf.Tensor2D,
): tf.Tensor1D {
  const taken: tf.Tensor2D = tf.matMul(tf.mul(p, tf.neg(scale)), q, false, true);
  const left = tf.sum<tf.Tensor1D>(tf.squaredDifference(matrix, taken), 1);
  const rounding = tf.mul(tf.sum(tf.square(matrix), 1), roundingSquare);
  return tf.sqrt(tf.maximum(tf.maximum(left, rounding), smallestSquare));
}
