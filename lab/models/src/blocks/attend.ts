import { attention, blockwiseAttention } from '@singlora/core/kernels';
import type * as tf from '@tensorflow/tfjs-core';

/** From this number of scores on (64 MiB) they are computed block by block, not all at once. */
const manyScores = 2 ** 24;

/** Attention of every query to every key; rows `[batch · positions, heads · headDim]`. */
export function attend(
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  options: { batch: number; heads: number },
): tf.Tensor2D {
  const scores = (options.heads * q.shape[0] * k.shape[0]) / options.batch;
  return (scores > manyScores ? blockwiseAttention : attention)(q, k, v, options);
}
