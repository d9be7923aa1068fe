import * as tf from '@tensorflow/tfjs-core';
import { absent, fusedOp, fusedOps } from './fused.ts';
import { flat, product, unflat } from './product.ts';

/** Rows to normalise: x, to which `residual` is added first where there is one; `[..., dim]`. */
export interface Rows {
  x: tf.Tensor;
  residual?: tf.Tensor | undefined;
  /** `[dim]` */
  gamma: tf.Tensor1D;
  /** `[dim]` */
  beta?: tf.Tensor1D;
  epsilon: number;
  /** whether each row's mean is taken off */
  centred: boolean;
}

/** Normalised rows, and what their gradient needs. */
export interface NormalisedRows {
  /** `γ ⊙ x̂ + β` */
  value: tf.Tensor;
  /** x̂ */
  hat: tf.Tensor;
  /** one over each row's deviation, `[..., 1]` */
  inverse: tf.Tensor;
}

/** `γ ⊙ x̂ + β`, with x̂ = (x − mean) / √(mean of squares + ε). */
export function normaliseRows(rows: Rows): NormalisedRows {
  const { x, residual, gamma, beta, epsilon, centred } = rows;
  const attributes = { epsilon: { float: epsilon }, centred };
  const inputs = [x, residual ?? absent(), gamma, beta ?? absent()];
  const fused = fusedOps('Normalise', attributes, inputs, 3);
  if (fused) {
    const [value, hat, inverse] = fused as [tf.Tensor, tf.Tensor, tf.Tensor];
    return { value, hat, inverse };
  }
  const sum = residual ? tf.add(x, residual) : x;
  const off = centred ? tf.sub(sum, tf.mean(sum, -1, true)) : sum;
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(off), -1, true), epsilon));
  const hat = tf.mul(off, inverse);
  const scaled = tf.mul(hat, gamma);
  return { value: beta ? tf.add(scaled, beta) : scaled, hat, inverse };
}

/** What {@link rowsGradient} is made of; `slopes` is dy ⊙ x̂, `[rows, dim]`. */
export interface RowsGradient extends Pick<Rows, 'gamma' | 'epsilon' | 'centred'> {
  dy: tf.Tensor;
  hat: tf.Tensor;
  inverse: tf.Tensor;
  slopes: () => tf.Tensor2D;
}

/** `dx = (g − mean(g) − x̂ mean(g ⊙ x̂)) / deviation` with g = γ ⊙ dy; without mean(g) where rows are not centred. */
export function rowsGradient(given: RowsGradient): tf.Tensor {
  const { dy, hat, inverse, gamma, epsilon, centred, slopes } = given;
  const attributes = { epsilon: { float: epsilon }, centred };
  const fused = fusedOp('NormaliseGrad', attributes, [dy, hat, inverse, gamma]);
  if (fused) return fused;
  // The means as products with γ/dim: no γ ⊙ dy ⊙ x̂ is written out for them.
  const [dim] = gamma.shape;
  const mean = tf.reshape<tf.Rank.R2>(tf.div(gamma, dim), [dim, 1]);
  const shrunk = tf.mul(flat(hat), product(slopes(), mean));
  const along = centred ? tf.add(shrunk, product(flat(dy), mean)) : shrunk;
  const across = tf.sub(tf.mul(flat(dy), gamma), along);
  return unflat(tf.mul(across, flat(inverse)), dy);
}
