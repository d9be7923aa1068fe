import * as tf from '@tensorflow/tfjs-core';

/** The last token of each sequence, without padding; int32 `[batch]`. */
export interface LastTokens {
  /** The token's position in its sequence. */
  position: tf.Tensor1D;
  /** The token's row among those of all tokens, `[batch · seq]`. */
  row: tf.Tensor1D;
}

export function lastTokens(attentionMask: tf.Tensor2D): LastTokens {
  const [, seq] = attentionMask.shape;
  const one = tf.scalar(1, 'int32');
  // For an empty sequence the first token is read, as every row needs one.
  const position = tf.sub<tf.Tensor1D>(tf.maximum(tf.sum(attentionMask, 1), one), one);
  const firstRow = tf.cumsum(tf.mul(tf.onesLike(position), tf.scalar(seq, 'int32')), 0, true);
  return { position, row: tf.add(firstRow, position) };
}
