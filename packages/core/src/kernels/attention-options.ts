import type * as tf from '@tensorflow/tfjs-core';

/** Sizes, mask and dropout of `attention`. */
export interface AttentionOptions {
  batch: number;
  heads: number;
  /** The number of heads of k and v, each shared by equally many successive heads of q; `heads` unless given. */
  kvHeads?: number;
  /** The factor of the scores; 1 / √headDim unless given. */
  scale?: number;
  /** Added to the scores, broadcast to `[batch, heads, queries, keys]`; a constant. */
  mask?: tf.Tensor | undefined;
  /** Multiplies its input, such as the probabilities, by a constant mask; applied in the forward pass only. */
  dropout?: ((probabilities: tf.Tensor) => tf.Tensor) | undefined;
}
