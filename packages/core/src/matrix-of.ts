import * as tf from '@tensorflow/tfjs-core';
import { matrix, type Matrix } from './linear-algebra.ts';

/** A tensor's values as a matrix in double precision. */
export async function matrixOf(tensor: tf.Tensor2D): Promise<Matrix> {
  const values = await tensor.data();
  const [rows, cols] = tensor.shape;
  return matrix(rows, cols, (i, j) => values[i * cols + j] as number);
}

/** A matrix as a tensor, in single precision. */
export const matrixTensor = ({ rows, cols, data }: Matrix): tf.Tensor2D =>
  tf.tensor2d(Float32Array.from(data), [rows, cols]);
