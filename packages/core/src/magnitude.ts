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
 * proposes, the norm is a constant for the gradient. It comes from the factors, without the `[out, in]` update:
 * `‖W + s P Qᵀ‖² = ‖W‖² + 2s (W Q ∘ P) + s² (P QᵀQ ∘ P)`, summed along rows. `rowSquares` are `‖W‖²` where they are known.
 */
export function magnitudeGain(
  magnitude: tf.Tensor,
  { p, q, scale }: WeightUpdate,
  matrix: tf.Tensor2D,
  rowSquares?: tf.Tensor1D,
): tf.Tensor1D {
  // A function of no inputs: what it closes over is constant for the gradient.
  const norm = tf.customGrad(() => ({
    value: rowNorms(p, q, scale, matrix, rowSquares ?? tf.sum<tf.Tensor1D>(tf.square(matrix), 1)),
    gradFunc: () => [],
  }));
  return tf.div<tf.Tensor1D>(magnitude, norm());
}

/** A row of norm 0 has magnitude 0 and stays 0; rounding can leave its square just below. */
export const smallestSquare = 1e-30;

/** `‖W + scale · P Qᵀ‖` per row `[out]`, from the factors. */
function rowNorms(
  p: tf.Tensor2D,
  q: tf.Tensor2D,
  scale: tf.Scalar,
  matrix: tf.Tensor2D,
  rowSquares: tf.Tensor1D,
): tf.Tensor1D {
  const sp: tf.Tensor2D = tf.mul(p, scale);
  const cross = tf.add(tf.mul(tf.matMul(matrix, q), 2), tf.matMul(sp, tf.matMul(q, q, true)));
  const squares = tf.add(rowSquares, tf.sum(tf.mul(cross, sp), 1));
  return tf.sqrt(tf.maximum<tf.Tensor1D>(squares, smallestSquare));
}
