import type * as tf from '@tensorflow/tfjs-core';
import { matrix, type Matrix } from './linear-algebra.ts';

/** A tensor's values as a matrix in double precision. */
export async function matrixOf(tensor: tf.Tensor2D): Promise<Matrix> {
  const values = await tensor.data();
  const [rows, cols] = tensor.shape;
  return matrix(rows, cols, (i, j) => values[i * cols + j] as number);
}
