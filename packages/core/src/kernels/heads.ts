import * as tf from '@tensorflow/tfjs-core';

/** `[batch · seq, heads · headDim]` → `[batch, heads, seq, headDim]` */
export function splitHeads(x: tf.Tensor, batch: number, heads: number): tf.Tensor4D {
  const headDim = (x.shape.at(-1) ?? 1) / heads;
  return tf.transpose(tf.reshape<tf.Rank.R4>(x, [batch, -1, heads, headDim]), [0, 2, 1, 3]);
}

/** `[batch, heads, seq, headDim]` → `[batch · seq, heads · headDim]` */
export function mergeHeads(x: tf.Tensor4D): tf.Tensor2D {
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [-1, x.shape[1] * x.shape[3]]);
}

/** The sum over each head's values, `[batch · seq, heads · headDim]` → `[batch, heads, seq, 1]` */
export function sumByHead(x: tf.Tensor, batch: number, heads: number): tf.Tensor4D {
  const headDim = (x.shape.at(-1) ?? 1) / heads;
  const sums = tf.sum<tf.Tensor4D>(tf.reshape(x, [batch, -1, heads, headDim]), -1, true);
  return tf.transpose(sums, [0, 2, 1, 3]);
}
