import * as tf from '@tensorflow/tfjs-core';
import { fromBfloat16, toBfloat16 } from './bfloat16.ts';
import { heldProduct } from './held-product.ts';
import { isBfloat16, isNative, nativeOp } from './native.ts';

const float32 = { type: 'float32' } as const;
const bfloat16 = { type: 'bfloat16' } as const;

/** `[..., n]` → `[rows, n]`; rows stay as they are, without an operation. */
export function flat(x: tf.Tensor): tf.Tensor2D {
  return x.rank === 2 ? (x as tf.Tensor2D) : tf.reshape(x, [-1, x.shape.at(-1) ?? 1]);
}

/** `[rows, n]` → `[..., n]`, leading axes as those of `like`. */
export function unflat(rows: tf.Tensor2D, like: tf.Tensor): tf.Tensor {
  return like.rank === 2 ? rows : tf.reshape(rows, [...like.shape.slice(0, -1), rows.shape[1]]);
}

/** A product's layout. */
export interface ProductOptions {
  transposeA?: boolean;
  transposeB?: boolean;
  /** added to each row of the result */
  bias?: tf.Tensor1D | undefined;
  /** leaves the result in bfloat16 where b is held in it, for operations that read both */
  asHeld?: boolean;
}

/**
 * a b (+ bias), either transposed first. TensorFlow's MatMul and BiasAdd rather than tfjs's: where a step runs as a
 * graph, only these are fused with each other. Where b is held in bfloat16 this is a `heldProduct`. Without that
 * operation, or with `asHeld`, a, the bias and the result are also rounded to bfloat16, and only the sums are float32.
 */
export function product(a: tf.Tensor2D, b: tf.Tensor2D, options: ProductOptions = {}): tf.Tensor2D {
  const { transposeA = false, transposeB = false, bias, asHeld = false } = options;
  if (!isNative()) {
    const y = tf.matMul<tf.Tensor2D>(a, b, transposeA, transposeB);
    return bias ? addBias(y, bias) : y;
  }
  const held = transposeA || asHeld ? undefined : heldProduct(a, b, { transposeB, bias });
  if (held) return held;
  const T = isBfloat16(b) ? bfloat16 : float32;
  const given = (x: tf.Tensor): tf.Tensor => (T === bfloat16 ? toBfloat16(x) : x);
  const attributes = { T, transpose_a: transposeA, transpose_b: transposeB };
  const y = nativeOp('MatMul', attributes, [given(a), b]);
  const sum = bias ? nativeOp('BiasAdd', { T, data_format: 'NHWC' }, [y, given(bias)]) : y;
  return (T === bfloat16 && !asHeld ? fromBfloat16(sum) : sum) as tf.Tensor2D;
}

/** x + bias along the last axis. */
export function addBias<T extends tf.Tensor>(x: T, bias: tf.Tensor1D): T {
  if (!isNative()) return tf.add<T>(x, bias);
  return nativeOp('BiasAdd', { T: float32, data_format: 'NHWC' }, [x, bias]) as T;
}
