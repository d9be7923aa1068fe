import * as tf from '@tensorflow/tfjs-core';

/** From `[batch, seq]` to `[batch, 1, 1, seq]`: 0 for tokens, −10⁹ for padding, a probability of exactly 0. */
export function additiveMask(attentionMask: tf.Tensor2D): tf.Tensor4D {
  const [batch, seq] = attentionMask.shape;
  const padding = tf.sub(1, tf.cast(attentionMask, 'float32'));
  return tf.reshape(tf.mul(padding, -1e9), [batch, 1, 1, seq]);
}
