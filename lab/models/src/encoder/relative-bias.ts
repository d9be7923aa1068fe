import * as tf from '@tensorflow/tfjs-core';
import { embedding } from '@singlora/core/kernels';

/** From this distance on, all tokens count as equally far away. */
const FAR = 128;

/**
 * A bias of each head's scores by a key's distance before or after the query, `[1, heads, seq, seq]` (Raffel et
 * al., arXiv 1910.10683, section 2.1).
 * @param table `[buckets, heads]`: the first half is for keys up to the query, by distance, the second for those
 * after it
 * @param positions of the tokens, `[seq]`; int32
 */
export function relativeBias(table: tf.Tensor2D, positions: tf.Tensor1D): tf.Tensor4D {
  const half = table.shape[0] / 2;
  const away = tf.sub(tf.expandDims(positions, 0), tf.expandDims(positions, 1));
  const starts = tf.tensor1d(bucketStarts(half), 'int32');
  const started = tf.greaterEqual(tf.expandDims(tf.abs(away), 2), starts);
  const isBehind = tf.cast(tf.greater(away, tf.scalar(0, 'int32')), 'int32');
  const side = tf.mul(isBehind, tf.scalar(half, 'int32'));
  const bucket = tf.add(tf.sum(tf.cast(started, 'int32'), 2), side);
  return tf.expandDims(tf.transpose(embedding(table, bucket), [2, 0, 1]), 0);
}

/**
 * The distances at which buckets begin, except the first, which begins at 0. Half of the buckets hold one distance
 * each, the others up to {@link FAR} grow by a constant ratio, and the last holds all greater distances.
 */
export function bucketStarts(buckets: number): number[] {
  const single = buckets / 2;
  const ratio = FAR / single;
  return Array.from({ length: buckets - 1 }, (_, i) => {
    const bucket = i + 1;
    if (bucket <= single) return bucket;
    return Math.ceil(single * ratio ** ((bucket - single) / (buckets - single)));
  });
}
