import * as tf from '@tensorflow/tfjs-core';
import {
  at,
  basis,
  eigen,
  matrix,
  multiply,
  scaledColumns,
  transpose,
  type Matrix,
} from './linear-algebra.ts';
import { nearestSinglora } from './nearest.ts';

/**
 * A part of a weight W `[out, in]` as a product P Qᵀ of rank r:
 * - `svd`: of the r largest singular values, P = U √Σ and Q = V √Σ (PiSSA, arXiv 2404.02948);
 * - `qr`: of W's QR decomposition, P = the first r columns of its Q, and Q = Wᵀ P (OLoRA, arXiv 2406.01775);
 * - `symmetric`: the A `[max(in, out), r]` whose A A*ᵀ is nearest to the part that `svd` takes, for P and Q alike.
 */
export type Decomposition = 'svd' | 'qr' | 'symmetric';

/** The two sides of a product P Qᵀ. */
export interface Product {
  readonly p: Matrix;
  readonly q: Matrix;
}

/** Takes a weight's part of rank r, at most min(in, out). `normal` gives the random numbers that a search begins with. */
type Decompose = (weight: tf.Tensor2D, r: number, normal: () => number) => Product;

export const decompositions: Readonly<Record<Decomposition, Decompose>> = {
  svd: principal,
  qr(weight, r) {
    const [out] = weight.shape;
    const first = read(tf.tidy(() => tf.slice(weight, [0, 0], [out, r])));
    // Unit vectors stand in for columns that depend on others.
    const unit = matrix(out, r, (i, j) => (i === j ? 1 : 0));
    const p = scaledColumns(basis(out, first, unit), Array<number>(r).fill(1));
    return { p, q: times(weight, p, true) };
  },
  symmetric(weight, r, normal) {
    const { p, q } = principal(weight, r, normal);
    const { a } = nearestSinglora(p, q, r);
    return { p: a, q: a };
  },
};

const moreColumns = 16;
const mostRounds = 200;
const tolerance = 1e-5;
// Below this share of the largest singular value there is rounding alone.
const nothing = 1e-7;

/**
 * The part of the r largest singular values, by subspace iteration with some columns more than r, until each of their pairs
 * of vectors is right to 1e-5. Where hundreds of values are alike it ends before, with vectors that are nearly the largest.
 */
function principal(weight: tf.Tensor2D, r: number, normal: () => number): Product {
  const [out, inputs] = weight.shape;
  const columns = Math.min(out, inputs, r + moreColumns);
  let left = matrix(out, 0, () => 0);
  let right = basis(inputs, matrix(inputs, columns, normal));
  let values: readonly number[] = [];
  for (let round = 0; round < mostRounds && right.cols > 0; round++) {
    const image = times(weight, right);
    if (round > 0 && worst(image, left, values.slice(0, r)) <= tolerance) break;
    const space = basis(out, image);
    const back = times(weight, space, true);
    const { values: squares, vectors } = eigen(multiply(transpose(back), back));
    const all = squares.map((square) => Math.sqrt(Math.max(0, square)));
    values = all.filter((value) => value > nothing * (all[0] ?? 0));
    left = scaledColumns(
      multiply(space, vectors),
      values.map(() => 1),
    );
    right = scaledColumns(
      multiply(back, vectors),
      values.map((value) => 1 / value),
    );
  }
  const roots = Array.from({ length: r }, (_, i) => Math.sqrt(values[i] ?? 0));
  return { p: scaledColumns(left, roots), q: scaledColumns(right, roots) };
}

/** The largest ‖W v − σ u‖ of pairs of singular vectors, as a share of the largest σ; `image` is W v. */
function worst(image: Matrix, left: Matrix, values: readonly number[]): number {
  const rests = values.map((value, j) => {
    let squares = 0;
    for (let i = 0; i < left.rows; i++) squares += (at(image, i, j) - value * at(left, i, j)) ** 2;
    return Math.sqrt(squares);
  });
  return Math.max(...rests) / (values[0] ?? 1);
}

/** `W M`, or `Wᵀ M`, by the backend. */
function times(weight: tf.Tensor2D, m: Matrix, transposed = false): Matrix {
  return read(
    tf.tidy(() => {
      const columns = tf.tensor2d(Float32Array.from(m.data), [m.rows, m.cols]);
      return tf.matMul(weight, columns, transposed);
    }),
  );
}

/** A tensor's numbers; the tensor is freed. */
function read(tensor: tf.Tensor2D): Matrix {
  const [rows, cols] = tensor.shape;
  const data = Float64Array.from(tensor.dataSync());
  tensor.dispose();
  return { rows, cols, data };
}
