import type * as tf from '@tensorflow/tfjs-core';
import { at, basis, eigen, matrix, multiply, transpose } from '../linear-algebra.ts';
import { matrixOf, matrixTensor } from '../matrix-of.ts';

/** The product of b `[out, R]` and a `[R, in]` at a lower rank, nearest in the Frobenius norm: U Σ and Vᵀ of its largest singular values. */
export async function truncated(
  b: tf.Tensor2D,
  a: tf.Tensor2D,
  rank: number,
): Promise<{ a: tf.Tensor2D; b: tf.Tensor2D }> {
  const [left, right] = [await matrixOf(b), transpose(await matrixOf(a))];
  const [u, v] = [basis(left.rows, left), basis(right.rows, right)];
  // b a = u core vᵀ with a small core, whose right singular vectors are its Gram matrix's eigenvectors.
  const core = multiply(multiply(transpose(u), left), transpose(multiply(transpose(v), right)));
  const { vectors } = eigen(multiply(transpose(core), core));
  const chosen = matrix(vectors.rows, rank, (i, j) => (j < vectors.cols ? at(vectors, i, j) : 0));
  return {
    b: matrixTensor(multiply(u, multiply(core, chosen))),
    a: matrixTensor(transpose(multiply(v, chosen))),
  };
}
