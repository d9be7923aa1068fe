import type * as tf from '@tensorflow/tfjs-core';
import { absentInput, fusedOp } from './fused.ts';
import { isBfloat16 } from './native.ts';

/** A matrix h pᵀ of low rank by its sides, `[rows, r]` and `[columns, r]`. */
export interface ProductSides {
  h: tf.Tensor2D;
  p: tf.Tensor2D;
}

/** The summands of a {@link heldProduct}, and the layout of b. */
interface HeldProductOptions {
  transposeB?: boolean | undefined;
  /** `[columns]` */
  bias?: tf.Tensor1D | undefined;
  plus?: ProductSides | undefined;
}

/**
 * a b (+ bias + h pᵀ) in float32 with a matrix b held in bfloat16, as one operation: a is rounded to bfloat16; all sums and summands are
 * float32. Undefined where b is not in bfloat16, or the operation is missing: it needs a processor with AVX512-BF16 and without AMX.
 */
export function heldProduct(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  { transposeB = false, bias, plus }: HeldProductOptions,
): tf.Tensor2D | undefined {
  // Values are multiplied in pairs.
  if (!isBfloat16(b) || a.shape[1] % 2 !== 0) return undefined;
  const inputs = [a, b, bias ?? absentInput(), plus?.h ?? absentInput(), plus?.p ?? absentInput()];
  return fusedOp('HeldProduct', { transpose_b: transposeB }, inputs) as tf.Tensor2D | undefined;
}
