import * as tf from '@tensorflow/tfjs-core';
import type { RandomSource } from './slot.ts';

/** How a parameter starts. `row-norms` are the Euclidean norms of the frozen weight's rows `[out]`. */
export type Initial =
  | { readonly dist: 'zeros' }
  | { readonly dist: 'uniform'; readonly bound: number }
  | { readonly dist: 'normal'; readonly std: number }
  | { readonly dist: 'row-norms' };

/** The first value of a parameter. `matrix` gives the frozen weight as `[out, in]`, for those that start from it. */
export function initialTensor(
  initial: Initial,
  shape: readonly number[],
  random: RandomSource,
  matrix: () => tf.Tensor2D,
): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  const fill = (draw: () => number) => {
    const values = new Float32Array(size);
    for (let i = 0; i < size; i++) values[i] = draw();
    return tf.tensor(values, [...shape]);
  };
  switch (initial.dist) {
    case 'zeros':
      return tf.zeros([...shape]);
    case 'uniform':
      return fill(() => (2 * random.uniform() - 1) * initial.bound);
    case 'normal':
      return fill(() => random.normal() * initial.std);
    case 'row-norms':
      return tf.tidy(() => tf.reshape(tf.sqrt(tf.sum(tf.square(matrix()), 1)), [...shape]));
  }
}
