import { conv2d, type Conv2dOptions } from '@singlora/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import type { Weights } from './weights.ts';

/** A module's convolution. With a filter of 3 × 3 the size stays, unless told otherwise. */
export function convolve(
  { tensors, trained }: Weights,
  module: string,
  x: tf.Tensor4D,
  options: Conv2dOptions = { padding: 1 },
): tf.Tensor4D {
  const name = `${module}.weight`;
  const filter = tensors[name] as tf.Tensor4D;
  const bias = tensors[`${module}.bias`] as tf.Tensor1D;
  return conv2d(x, filter, bias, { ...options, frozen: !(name in trained) });
}
