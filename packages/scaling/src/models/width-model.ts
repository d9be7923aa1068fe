import type { Adapter, ApplySlot, Slot } from '@singlora/core';
import type { RandomStream } from '@singlora/runtime';
import type * as tf from '@tensorflow/tfjs-core';
import type { Expectation } from '../coordinate-check/expectation.ts';
import type { Optimiser, Trained } from '../training/optimiser.ts';
import type { BackwardSignal } from '../exponents/prediction/signal.ts';

/** A frozen network of some width with one fixed batch, in the terms adapters know: named slots. */
export interface WidthModel {
  readonly slots: readonly Slot[];
  /** The slots that are adapted. */
  readonly targets: readonly string[];
  /** The loss of the fixed batch, with every slot run by `apply`. */
  loss(apply: ApplySlot): tf.Scalar;
  /** W0 x `[rows, out]` of slots without a bias whose input is the same at every pass, by name: so it is computed once. */
  readonly products?: Readonly<Record<string, tf.Tensor2D>>;
  /** All of its tensors, weights and batch, in the same order for each model of a family and width; they are its owner's to free. */
  readonly tensors: readonly tf.Tensor[];
}

/** A kind of network for every width n, or for every n of what {@link ModelFamily.grows} names. The same n and stream give the same network. */
export interface ModelFamily {
  readonly name: string;
  /** What n is, where it is not the width: the number of residual blocks, or of samples in the batch. */
  readonly grows?: 'depth' | 'batch';
  /** Where the gradient at an adapted layer's output comes from, for the prediction. */
  readonly signal: BackwardSignal;
  /** Whether the adapted layers have more outputs at larger widths; absent: they do. */
  readonly outputs?: 'one';
  /** True where the adapted layers are convolutions: they are no product of a matrix and the input, so a width sweep cannot tell the parts of Δf. */
  readonly convolutional?: true;
  /** The widest that is reasonable on a laptop; absent where any is. */
  readonly widest?: number;
  /** The network of width n with its batch. The caller disposes of its tensors. */
  build(width: number, random: RandomStream): WidthModel;
  /** The factor of the learning rate of a slot's own weight where it is trained whole; absent: 1. */
  readonly rateScale?: (slot: Pick<Slot, 'name'>, width: number, optimiser: Optimiser) => number;
  /** How its outputs grow with the width, where they should not keep their size. */
  readonly expectations?: readonly Expectation[];
}

/** Tensors to train and how slots run with them: an adapter, or layers trained whole. */
export type Trainable = Pick<Adapter, 'parameters' | 'apply'> & Trained;
