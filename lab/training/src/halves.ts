import * as tf from '@tensorflow/tfjs-core';

/**
 * The result of `compute` for the rows of a batch, `[rows, …]`, in two independent halves. A compiled graph runs them side by
 * side: where an operation of one cannot use all cores, one of the other does.
 */
export function inHalves<T extends tf.Tensor>(
  rows: number,
  compute: (from: number, count: number) => T,
): T {
  const middle = Math.ceil(rows / 2);
  if (middle === rows) return compute(0, rows);
  return tf.concat([compute(0, middle), compute(middle, rows - middle)]);
}

/**
 * The number of threads that an operation should use where two halves run side by side (`threadsPerOperation` of `startBackend`):
 * one each on two cores, which is faster than taking turns on both; with more cores all of them, which is unmeasured.
 */
export const threadsPerHalf = (cores: number): number => (cores <= 2 ? 1 : cores);
