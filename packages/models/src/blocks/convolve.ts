import { conv2d, type Conv2dOptions, type NamedTensors } from '@singlora/kernels';
import type * as tf from '@tensorflow/tfjs-core';

/** A module's convolution; its weights are constants. With a filter of 3 × 3 the size stays, unless told otherwise. */
export function convolve(
  weights: NamedTensors,
  module: string,
  x: tf.Tensor4D,
  options: Conv2dOptions = { padding: 1 },
): tf.Tensor4D {
  const filter = weights[`${module}.weight`] as tf.Tensor4D;
  const bias = weights[`${module}.bias`] as tf.Tensor1D;
  return conv2d(x, filter, bias, { ...options, frozen: true });
}
