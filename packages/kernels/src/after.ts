import * as tf from '@tensorflow/tfjs-core';

/**
 * The tensors unchanged, but computed in a recorded graph only after all of `first`: otherwise two parts of
 * a graph that do not depend on each other would run at the same time and hold their memory
 * together, or, where they are the same operations on the same tensors, be merged into one.
 */
export function after(first: tf.Tensor): <T extends tf.Tensor>(x: T) => T {
  // 0 for all numbers, NaN included, which no graph's optimiser works out
  const zero = tf.less(tf.square(tf.sum(first)), -1);
  return (x) => tf.add(x, tf.cast(zero, x.dtype));
}
