import * as tf from '@tensorflow/tfjs-core';

/**
 * A mask to add to scores, `[batch, 1, 1, seq]`: 0 for tokens, −10⁹ for padding, whose probability becomes exactly 0.
 * @param attentionMask `[batch, seq]`: 1 for tokens, 0 for padding
 */
export function additiveMask(attentionMask: tf.Tensor2D): tf.Tensor4D {
  const [batch, seq] = attentionMask.shape;
  const padding = tf.sub(1, tf.cast(attentionMask, 'float32'));
  return tf.reshape(tf.mul(padding, -1e9), [batch, 1, 1, seq]);
}

/**
 * A mask to add to the scores of each query for each key, `[seq, seq]`: 0 for a token itself and those before it,
 * −10⁹ for those after it. Padding is on the right, so no token attends to it.
 */
export function causalMask(positions: tf.Tensor1D): tf.Tensor2D {
  const isAfter = tf.greater(tf.expandDims(positions, 0), tf.expandDims(positions, 1));
  return tf.mul(tf.cast(isAfter, 'float32'), -1e9);
}
