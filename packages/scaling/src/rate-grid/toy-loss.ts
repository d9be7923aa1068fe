import * as tf from '@tensorflow/tfjs-core';
import type { Split } from './cell.ts';
import type { Toy } from './toy.ts';

/**
 * The toy's middle weight W = Pᵀ Q, both `[r, n]`; for LoRA's B A, P = Bᵀ and Q = A. Rows rather
 * than columns: products with a flat matrix on the left take a fraction of the time of products
 * with a tall one on the right.
 */
export interface ToyFactors {
  readonly p: tf.Tensor2D;
  readonly q: tf.Tensor2D;
}

/** ½ mean squared error. */
export function toyLoss(toy: Toy, factors: ToyFactors, split: Split): tf.Scalar {
  return tf.tidy(() => halfMeanSquare(forward(toy, factors, split).error));
}

/** The training loss, and its gradients in the factors' shapes, computed by hand; of the hidden layer only the relu mask is kept. */
export function toyGradients(toy: Toy, factors: ToyFactors) {
  return tf.tidy(() => {
    const { inner, passes, slope, error } = forward(toy, factors, 'train');
    const outer = tf.div<tf.Tensor2D>(error, error.size); // ∂loss/∂f
    const product = (left: tf.Tensor2D, right: tf.Tensor2D) =>
      tf.matMul<tf.Tensor2D>(tf.mul<tf.Tensor2D>(outer, left), right, false, true);
    return {
      loss: halfMeanSquare(error),
      p: tf.mul<tf.Tensor2D>(toy.readout, product(inner, passes)),
      q: product(slope, toy.train.features),
    };
  });
}

/** f minus its targets `[1, examples]`, with the intermediate values for the gradients. */
function forward(toy: Toy, { p, q }: ToyFactors, split: Split) {
  const { features, targets } = toy[split];
  const inner = tf.matMul<tf.Tensor2D>(q, features); // Q h, [r, examples]
  // The mask [Pᵀ Q h > 0]: relu and sign work in place, unlike a comparison with a cast.
  const passes = tf.sign(tf.relu(tf.matMul<tf.Tensor2D>(p, inner, true)));
  // ∂f/∂(Q h). Relu is linear where it passes, so f is the product of this and Q h.
  const slope = tf.matMul<tf.Tensor2D>(tf.mul<tf.Tensor2D>(toy.readout, p), passes);
  const output = tf.sum(tf.mul(slope, inner), 0, true);
  return { inner, passes, slope, error: tf.sub<tf.Tensor2D>(output, targets) };
}

const halfMeanSquare = (error: tf.Tensor) => tf.mul<tf.Scalar>(tf.mean(tf.square(error)), 0.5);
