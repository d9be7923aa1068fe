import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';

/** The cosine and the sine of each position's angles, `[positions, headDim / 2]`. */
export interface Rotation {
  cos: tf.Tensor2D;
  sin: tf.Tensor2D;
}

/**
 * Rotary position embedding (Su et al., arXiv 2104.09864): in each head, for each angle θ of a row's
 * position, the pair `(a, b)` becomes `(a cos θ − b sin θ, b cos θ + a sin θ)`. As in Hugging Face's
 * checkpoints, all a are in the first half of a head, all b in the second.
 *
 * x is rows `[batch · positions, heads · headDim]`. The gradient is dy rotated back, by −θ; the
 * angles are constants.
 */
export function rotary(x: tf.Tensor2D, { cos, sin }: Rotation): tf.Tensor2D {
  const [positions, half] = cos.shape;
  /** `[batch, positions, heads, 2 · half]` */
  const split = (rows: tf.Tensor): tf.Tensor4D =>
    tf.reshape(rows, [-1, positions, (x.shape[1] ?? 0) / (2 * half), 2 * half]);
  /** both halves alike, for all heads */
  const table = (angles: tf.Tensor2D): tf.Tensor =>
    tf.expandDims(tf.concat([angles, angles], 1), 1);
  const turn = (rows: tf.Tensor, along: tf.Tensor, across: tf.Tensor): tf.Tensor => {
    const heads = split(rows);
    const [a, b] = tf.split(heads, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
    const quarter = tf.concat([tf.neg(b), a], 3);
    return tf.reshape(tf.add(tf.mul(heads, along), tf.mul(quarter, across)), x.shape);
  };
  return differentiable({ x }, (keep) => {
    const [along, across] = [table(cos), table(sin)];
    const [keptAlong, keptAcross] = [keep(along), keep(across)];
    return {
      value: turn(x, along, across),
      gradients: (dy) => ({ x: () => turn(dy, keptAlong(), tf.neg(keptAcross())) }),
    };
  }) as tf.Tensor2D;
}
