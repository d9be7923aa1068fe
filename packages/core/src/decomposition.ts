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
import { matrixTensor } from './matrix-of.ts';
import { nearestSinglora } from './nearest.ts';

/**
 * A part of a weight W `[out, in]` as a product P Qᵀ of rank r:
 * - `svd`: of the r largest singular values, P = U √Σ and Q = V √Σ (PiSSA, arXiv 2404.02948);
 * - `qr`: of W's QR decomposition, P = the first r columns of its Q, and Q = Wᵀ P (OLoRA, arXiv 2406.01775);
 * - `symmetric`: the A `[max(in, out), r]` whose A A*ᵀ is nearest to the part that `svd` takes, used for P and Q.
 */
export type Decomposition = 'svd' | 'qr' | 'symmetric';

/** The two sides of a product P Qᵀ. */
export interface Product {
  readonly p: Matrix;
  readonly q: Matrix;
}

/** Computes a weight's part of rank r ≤ min(in, out). `normal` draws the random start of the search. */
type Decompose = (weight: tf.Tensor2D, r: number, normal: () => number) => Product;

export const decompositions: Readonly<Record<Decomposition, Decompose>> = {
  svd: principal,
  qr(weight, r) {
    const [out] = weight.shape;
    const first = read(tf.tidy(() => tf.slice(weight, [0, 0], [out, r])));
    // Unit vectors replace linearly dependent columns.
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
// Singular values below this share of the largest are rounding errors.
const nothing = 1e-7;

/**
 * The part of the r largest singular values, by subspace iteration with a few columns more than r, until each pair of singular
 * vectors is accurate to 1e-5. With hundreds of nearly equal values it stops earlier, at vectors of nearly the largest values.
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
  return read(tf.tidy(() => tf.matMul(weight, matrixTensor(m), transposed)));
}

/** Reads a tensor's values and frees it. */
function read(tensor: tf.Tensor2D): Matrix {
  const [rows, cols] = tensor.shape;
  const data = Float64Array.from(tensor.dataSync());
  tensor.dispose();
  return { rows, cols, data };
}
