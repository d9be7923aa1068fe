import * as tf from '@tensorflow/tfjs-core';
import { isNative, nativeOp } from './native.ts';

const float32 = { type: 'float32' } as const;

/** `[..., n]` → `[rows, n]`; rows stay as they are, without an operation. */
export function flat(x: tf.Tensor): tf.Tensor2D {
  return x.rank === 2 ? (x as tf.Tensor2D) : tf.reshape(x, [-1, x.shape.at(-1) ?? 1]);
}

/** `[rows, n]` → `[..., n]`, leading axes as those of `like`. */
export function unflat(rows: tf.Tensor2D, like: tf.Tensor): tf.Tensor {
  return like.rank === 2 ? rows : tf.reshape(rows, [...like.shape.slice(0, -1), rows.shape[1]]);
}

/**
 * a b, either transposed first. TensorFlow's MatMul rather than tfjs's batched one: where a step
 * runs as a graph, only the former is fused with what follows.
 */
export function product(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  transposeA = false,
  transposeB = false,
): tf.Tensor2D {
  if (!isNative()) return tf.matMul(a, b, transposeA, transposeB);
  const attributes = { T: float32, transpose_a: transposeA, transpose_b: transposeB };
  return nativeOp('MatMul', attributes, [a, b]) as tf.Tensor2D;
}

/** x + bias along the last axis; BiasAdd for the same reason. */
export function addBias<T extends tf.Tensor>(x: T, bias: tf.Tensor1D): T {
  if (!isNative()) return tf.add<T>(x, bias);
  return nativeOp('BiasAdd', { T: float32, data_format: 'NHWC' }, [x, bias]) as T;
}
