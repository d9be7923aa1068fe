import * as tf from '@tensorflow/tfjs-core';
import { widened } from './bfloat16.ts';
import { absentInput, fusedOp } from './fused.ts';
import { isBfloat16 } from './native.ts';
import { product } from './product.ts';

/** The layout of {@link thinProduct}. */
export interface ThinProductOptions {
  transposeA?: boolean;
  transposeB?: boolean;
  /** a summand of the product, float32 or bfloat16; not with `transposeA` */
  plus?: tf.Tensor2D | undefined;
}

/** Up to this many columns, reading and writing the large matrix takes longer than the arithmetic. */
const mostColumns = 32;

/**
 * a b (+ plus), either transposed first, in float32; b has few columns, like a low-rank factor or its product with x.
 * TensorFlow's MatMul is several times slower here: it first copies blocks, which pays only if each is used often.
 */
export function thinProduct(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  { transposeA = false, transposeB = false, plus }: ThinProductOptions = {},
): tf.Tensor2D {
  const added = plus ?? absentInput();
  const T = { type: isBfloat16(added) ? 'bfloat16' : 'float32' } as const;
  const attributes = { T, transpose_a: transposeA, transpose_b: transposeB };
  const isThin = b.shape[1] <= mostColumns;
  const own = isThin ? fusedOp('ThinProduct', attributes, [a, b, added]) : undefined;
  if (own) return own as tf.Tensor2D;
  const alone = product(a, b, { transposeA, transposeB });
  return plus ? tf.add(widened(plus), alone) : alone;
}
