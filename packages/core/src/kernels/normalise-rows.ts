import * as tf from '@tensorflow/tfjs-core';
import { differentiable, type NamedTensors } from './differentiable.ts';
import { absentInput, fusedOp, fusedOps, sameShape } from './fused.ts';
import { flat, product, unflat } from './product.ts';

/** Rows to normalise, `[..., dim]`: x, after adding `residual` if given. */
export interface NormalisedRows {
  x: tf.Tensor;
  residual?: tf.Tensor | undefined;
  /** `[dim]` */
  gamma: tf.Tensor1D;
  /** `[dim]` */
  beta?: tf.Tensor1D;
}

/** The settings of the normalisation. */
export interface RowOptions {
  epsilon: number;
  /** whether each row's mean is subtracted */
  centred: boolean;
}

/**
 * `y = γ ⊙ x̂ + β`, x̂ = (x − mean) / √(mean of squares + ε), without the mean where rows are not centred.
 *
 * With g = γ ⊙ dy: `dx = (g − mean(g) − x̂ mean(g ⊙ x̂)) / √(…)`, the residual's too, without mean(g) where rows are not
 * centred; `dγ = Σ dy ⊙ x̂`, `dβ = Σ dy`, sums over all rows.
 */
export function normaliseRows(rows: NormalisedRows, options: RowOptions): tf.Tensor {
  const { residual, beta, ...others } = rows;
  const inputs: NamedTensors = { ...others, ...(residual && { residual }), ...(beta && { beta }) };
  return differentiable(inputs, (keep) => {
    const { value, hat, inverse } = forward(rows, options);
    const [gamma, keptInverse, keptHat] = [keep(rows.gamma), keep(inverse), keep(hat)];
    return {
      value,
      gradients: (dy, share) => {
        const slopes = share(() => tf.mul<tf.Tensor2D>(flat(dy), flat(keptHat())));
        const kept = () => ({ gamma: gamma(), hat: keptHat(), inverse: keptInverse() });
        const dx = share(() => gradient(dy, { ...kept(), slopes }, options));
        return {
          x: dx,
          residual: dx,
          gamma: () => tf.sum(slopes(), 0),
          beta: () => tf.sum(flat(dy), 0),
        };
      },
    };
  });
}

interface Normalised {
  value: tf.Tensor;
  /** x̂ */
  hat: tf.Tensor;
  /** one over each row's deviation, `[..., 1]` */
  inverse: tf.Tensor;
}

function forward(
  { x, residual, gamma, beta }: NormalisedRows,
  { epsilon, centred }: RowOptions,
): Normalised {
  const attributes = { epsilon: { float: epsilon }, centred };
  const inputs = [x, residual ?? absentInput(), gamma, beta ?? absentInput()];
  // The operation checks only numbers of elements; the composed form refuses shapes that do not fit.
  const [dim] = gamma.shape;
  const fits = dim > 0 && dim === x.shape.at(-1) && (!residual || sameShape(x, residual));
  const fused = fits ? fusedOps('Normalise', attributes, inputs, 3) : undefined;
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

/** The tensors kept for {@link gradient} beside dy; `slopes` is dy ⊙ x̂, `[rows, dim]`. */
interface Kept extends Omit<Normalised, 'value'> {
  gamma: tf.Tensor1D;
  slopes: () => tf.Tensor2D;
}

function gradient(
  dy: tf.Tensor,
  { hat, inverse, gamma, slopes }: Kept,
  { epsilon, centred }: RowOptions,
): tf.Tensor {
  const attributes = { epsilon: { float: epsilon }, centred };
  const fused = fusedOp('NormaliseGrad', attributes, [dy, hat, inverse, gamma]);
  if (fused) return fused;
  // The means are products with γ/dim, so γ ⊙ dy ⊙ x̂ is never stored.
  const [dim] = gamma.shape;
  const mean = tf.reshape<tf.Rank.R2>(tf.div(gamma, dim), [dim, 1]);
  const shrunk = tf.mul(flat(hat), product(slopes(), mean));
  const along = centred ? tf.add(shrunk, product(flat(dy), mean)) : shrunk;
  const across = tf.sub(tf.mul(flat(dy), gamma), along);
  return unflat(tf.mul(across, flat(inverse)), dy);
}
