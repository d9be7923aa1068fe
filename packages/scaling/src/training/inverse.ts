import * as tf from '@tensorflow/tfjs-core';

/** The inverse of a symmetric positive definite matrix `[r, r]`, by Gauss–Jordan elimination, which needs no pivots there. */
export function inverse(matrix: tf.Tensor2D): tf.Tensor2D {
  const [size] = matrix.shape;
  return tf.tidy(() => {
    const identity = tf.eye(size);
    let both: tf.Tensor2D = tf.concat2d([matrix, identity], 1);
    for (let k = 0; k < size; k++) {
      const row = tf.slice(both, [k, 0], [1, 2 * size]);
      const pivot = tf.div(row, tf.slice(row, [0, k], [1, 1]));
      const column = tf.sub(
        tf.slice(both, [0, k], [size, 1]),
        tf.slice(identity, [0, k], [size, 1]),
      );
      both = tf.sub(both, tf.mul(column, pivot));
    }
    return tf.slice(both, [0, size], [size, size]);
  });
}
