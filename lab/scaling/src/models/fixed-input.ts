import type { Slot } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The part of a model that is a frozen layer with a weight `[out, in]` and the same input x `[rows, in]` at every pass, with
 * everything that needs the whole weight computed once. It owns its tensors, but not x.
 */
export function fixedInput(name: string, weight: tf.Tensor2D, x: tf.Tensor2D) {
  const [outFeatures, inFeatures] = weight.shape;
  const slot: Slot = { name, kind: 'linear', inFeatures, outFeatures, weight };
  const product = tf.matMul<tf.Tensor2D>(x, weight, false, true);
  return { slots: [slot], products: { [name]: product }, tensors: [weight, product] };
}
