import type * as tf from '@tensorflow/tfjs-core';
import {
  groupNorm,
  layerNorm,
  type GroupNormOptions,
  type NamedTensors,
} from '@singlora/core/kernels';

/** Layer normalisation with a module's weights, of x and a residual added to it. */
export function normalise(
  weights: NamedTensors,
  module: string,
  x: tf.Tensor,
  epsilon: number,
  residual?: tf.Tensor,
): tf.Tensor {
  const gamma = weights[`${module}.weight`] as tf.Tensor1D;
  const beta = weights[`${module}.bias`] as tf.Tensor1D;
  return layerNorm(x, gamma, beta, epsilon, residual);
}

/** Group normalisation with a module's weights. */
export function normaliseGroups<T extends tf.Tensor>(
  weights: NamedTensors,
  module: string,
  x: T,
  options: GroupNormOptions,
): T {
  const gamma = weights[`${module}.weight`] as tf.Tensor1D;
  const beta = weights[`${module}.bias`] as tf.Tensor1D;
  return groupNorm(x, gamma, beta, options) as T;
}
