import * as tf from '@tensorflow/tfjs-core';

/** The last token of each sequence that is not padding; int32 `[batch]`. */
export interface LastTokens {
  /** The token's position in its sequence. */
  position: tf.Tensor1D;
  /** The token's row among those of all tokens, `[batch · seq]`. */
  row: tf.Tensor1D;
}

export function lastTokens(attentionMask: tf.Tensor2D): LastTokens {
  const [, seq] = attentionMask.shape;
  const one = tf.scalar(1, 'int32');
  // An empty sequence has its first token read, as a row must have some.
  const position = tf.sub<tf.Tensor1D>(tf.maximum(tf.sum(attentionMask, 1), one), one);
  const firstRow = tf.cumsum(tf.mul(tf.onesLike(position), tf.scalar(seq, 'int32')), 0, true);
  return { position, row: tf.add(firstRow, position) };
}
