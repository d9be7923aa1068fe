import * as tf from '@tensorflow/tfjs-core';

/**
 * 0, 1, 2, …, for each token of a sequence, `[seq]`; int32. Counted on the backend: a compiled step
 * could not derive values made in JavaScript for other lengths.
 */
export function tokenPositions(inputIds: tf.Tensor2D): tf.Tensor1D {
  const first = tf.slice(inputIds, [0, 0], [1, -1]);
  return tf.reshape(tf.cumsum(tf.onesLike(first), 1, true), [-1]);
}

/** Tokens are at padding + 1, padding + 2, …; the padding itself stays at `padding`. */
export function positionsBehind(padding: number, inputIds: tf.Tensor2D): tf.Tensor2D {
  const isToken = tf.cast(tf.notEqual(inputIds, tf.scalar(padding, 'int32')), 'int32');
  const counted = tf.mul(tf.cumsum(isToken, 1), isToken);
  return tf.add(counted, tf.scalar(padding, 'int32'));
}
