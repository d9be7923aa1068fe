import type * as tf from '@tensorflow/tfjs-core';
import { absentInput, fusedOp } from './fused.ts';
import { isBfloat16 } from './native.ts';

/** How a filter moves over pictures. */
interface HeldConvolutionOptions {
  stride: readonly [down: number, across: number];
  /** zeros above a picture and left of it */
  before: readonly [rows: number, columns: number];
  /** the size of the result's pictures, which decides the zeros after a picture */
  size: readonly [height: number, width: number];
  bias?: tf.Tensor1D | undefined;
  /** Maps the output's gradient to that of the pictures, which have this `size`. */
  transposed?: boolean;
}

/**
 * The convolution of x `[batch, height, width, in]` with a filter `[filterHeight, filterWidth, in, out]` held in bfloat16, as one
 * operation: x is rounded to bfloat16 and sums are float32, as in `heldProduct`. Transposed, x has the filter's outputs as
 * channels. Undefined where the filter is not in bfloat16, or the operation is missing.
 */
export function heldConvolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { stride, before, size, bias, transposed = false }: HeldConvolutionOptions,
): tf.Tensor4D | undefined {
  const [tall, wide, from, to] = filter.shape;
  const [[down, across], [top, left], [height, width]] = [stride, before, size];
  // Values are multiplied in pairs, in both directions.
  const isServed = from % 2 === 0 && to % 2 === 0 && top < tall && left < wide;
  if (!isBfloat16(filter) || !isServed) return undefined;
  const attributes = { transposed, down, across, top, left, height, width };
  return fusedOp('HeldConvolution', attributes, [x, filter, bias ?? absentInput()]) as
    tf.Tensor4D | undefined;
}
