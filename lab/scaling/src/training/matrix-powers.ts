import * as tf from '@tensorflow/tfjs-core';

/**
 * The damping, as a share of the mean of a Gram matrix's diagonal. The matrix may be singular:
 * LoRA's B has a lower rank after a step on one sample.
 */
const damping = 1e-4;

/** G `[r, r]` with a ten-thousandth of its diagonal's mean added to the diagonal; not singular where G is 0. */
export function damped(gram: tf.Tensor2D): tf.Tensor2D {
  const [rank] = gram.shape;
  const identity = tf.eye(rank);
  const mean = tf.div(tf.sum(tf.mul(gram, identity)), rank);
  return tf.add(gram, tf.mul(identity, tf.maximum(tf.mul(mean, damping), 1e-30)));
}

/** The inverse of a symmetric positive definite matrix `[r, r]`, by Gauss–Jordan elimination, which needs no pivoting there. */
export function inverse(matrix: tf.Tensor2D): tf.Tensor2D {
  const [size] = matrix.shape;
  return tf.tidy(() => {
    const identity = tf.eye(size);
    let both: tf.Tensor2D = tf.concat2d([matrix, identity], 1);
    for (let k = 0; k < size; k++) {
      const row = tf.slice(both, [k, 0], [1, 2 * size]);
      const pivot = tf.div(row, tf.slice(row, [0, k], [1, 1]));
      const unit = tf.slice(identity, [0, k], [size, 1]);
      const column = tf.sub(tf.slice(both, [0, k], [size, 1]), unit);
      both = tf.sub(both, tf.mul(column, pivot));
    }
    return tf.slice(both, [0, size], [size, size]);
  });
}

/** Enough for eigenvalues of 1e-5 of the trace to converge: less than damping leaves at ranks up to 10. */
const iterations = 22;

/**
 * M^−1/2 of a symmetric positive definite matrix `[r, r]`, by the coupled Newton–Schulz iteration (Higham, Functions of
 * Matrices, 2008, section 6.7): with Y → M^1/2 and Z → M^−1/2, T = (3I − ZY)/2, Y ← YT, Z ← TZ.
 */
export function inverseSquareRoot(matrix: tf.Tensor2D): tf.Tensor2D {
  const [size] = matrix.shape;
  return tf.tidy(() => {
    const identity = tf.eye(size);
    const norm = tf.sum(tf.mul(matrix, identity)); // the trace: at least the largest eigenvalue
    let y = tf.div<tf.Tensor2D>(matrix, norm);
    let z: tf.Tensor2D = identity;
    for (let i = 0; i < iterations; i++) {
      const t = tf.div<tf.Tensor2D>(tf.sub(tf.mul(identity, 3), tf.matMul(z, y)), 2);
      y = tf.matMul(y, t);
      z = tf.matMul(t, z);
    }
    return tf.div(z, tf.sqrt(norm));
  });
}
