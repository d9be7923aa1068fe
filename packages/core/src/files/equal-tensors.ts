import * as tf from '@tensorflow/tfjs-core';

/** Whether two tensors have the same shape and values. */
export const areEqual = (a: tf.Tensor, b: tf.Tensor): boolean =>
  a.shape.join() === b.shape.join() && tf.tidy(() => tf.all(tf.equal(a, b)).dataSync()[0]) === 1;
