import * as tf from '@tensorflow/tfjs-core';

/** Whether two tensors have one shape and the same numbers. */
export const areEqual = (a: tf.Tensor, b: tf.Tensor): boolean =>
  a.shape.join() === b.shape.join() && tf.tidy(() => tf.all(tf.equal(a, b)).dataSync()[0]) === 1;
