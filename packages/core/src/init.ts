import * as tf from '@tensorflow/tfjs-core';
import type { RandomSource } from './slot.ts';

/** Numbers drawn one by one. */
export type Drawn =
  | { readonly dist: 'uniform'; readonly bound: number }
  | { readonly dist: 'normal'; readonly std: number };

/** How a parameter starts. */
export type Initial =
  | { readonly dist: 'zeros' }
  | Drawn
  /** Of a matrix `[d, r]`: the second half of its columns repeats the first. */
  | { readonly dist: 'paired'; readonly of: Drawn }
  /**
   * Of a matrix whose axis `rankAxis` has the size r: normal numbers along half of r orthogonal directions, so that two matrices
   * of different halves have the product 0.
   */
  | {
      readonly dist: 'half-space';
      readonly std: number;
      readonly half: 0 | 1;
      readonly rankAxis: 0 | 1;
    }
  /** The Euclidean norms of the frozen weight's rows `[out]`. */
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
    case 'paired': {
      const [rows = 0, r = 0] = shape;
      return tf.tidy(() => {
        const half = initialTensor(initial.of, [rows, r / 2], random, matrix);
        return tf.concat([half, half], 1);
      });
    }
    case 'half-space': {
      const { std, half, rankAxis } = initial;
      const r = shape[rankAxis] as number;
      const normal = { dist: 'normal', std } as const;
      return tf.tidy(() => {
        const drawn = initialTensor(normal, [size / r, r / 2], random, matrix) as tf.Tensor2D;
        const all = tf.matMul(drawn, cosines(r, half));
        return rankAxis === 1 ? all : tf.transpose(all);
      });
    }
    case 'row-norms':
      return tf.tidy(() => tf.reshape(tf.sqrt(tf.sum(tf.square(matrix()), 1)), [...shape]));
  }
}

/** Every second row, `[r / 2, r]`, of the orthogonal matrix of the discrete cosine transform (DCT-II). */
function cosines(r: number, half: 0 | 1): tf.Tensor2D {
  const rows = Array.from({ length: r / 2 }, (_, i) => {
    const k = 2 * i + half;
    const length = Math.sqrt((k === 0 ? 1 : 2) / r);
    return Array.from({ length: r }, (_, j) => length * Math.cos((Math.PI * (j + 0.5) * k) / r));
  });
  return tf.tensor2d(rows);
}
