import type { Slot } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';
import type { WidthModel } from './width-model.ts';

/** A frozen layer with its fixed input batch. */
interface FixedInput {
  readonly name: string;
  /** `[out, in]` */
  readonly weight: tf.Tensor2D;
  /** `[rows, in]` */
  readonly x: tf.Tensor2D;
}

/** The part of a model that is this layer; it owns its tensors. */
type FixedInputLayer = Required<Pick<WidthModel, 'slots' | 'products' | 'tensors'>>;

/** The slot of a layer with the same input at every pass, with everything that needs the whole weight computed once. */
export function fixedInput({ name, weight, x }: FixedInput): FixedInputLayer {
  const [outFeatures, inFeatures] = weight.shape;
  const rowSquares = tf.tidy(() => tf.sum<tf.Tensor1D>(tf.square(weight), 1));
  const slot: Slot = { name, kind: 'linear', inFeatures, outFeatures, weight, rowSquares };
  const product = tf.matMul<tf.Tensor2D>(x, weight, false, true);
  return { slots: [slot], products: { [name]: product }, tensors: [weight, rowSquares, product] };
}
