import type { Adapter, ApplySlot, Slot } from '@singlora/core';
import type { RandomStream } from '@singlora/runtime';
import type * as tf from '@tensorflow/tfjs-core';
import type { Expectation } from '../coordinate-check/expectation.ts';
import type { Optimiser, TrainedParameters } from '../training/optimiser.ts';
import type { BackwardSignal } from '../exponents/prediction/signal.ts';

/** A frozen network of some width with one fixed batch, in the form that adapters expect: named slots. */
export interface WidthModel {
  readonly slots: readonly Slot[];
  readonly targets: readonly string[];
  /** The loss of the fixed batch, where `apply` runs every slot. */
  loss(apply: ApplySlot): tf.Scalar;
  /** W0 x `[rows, out]`, by name, of slots without a bias and with the same input at every pass: computed once. */
  readonly products?: Readonly<Record<string, tf.Tensor2D>>;
  /** All of its tensors (weights and batch), in the same order for every model of a family and width; the model's owner frees them. */
  readonly tensors: readonly tf.Tensor[];
}

/** A kind of network for every n: the width, or {@link ModelFamily.grows}. The same n and stream give the same network. */
export interface ModelFamily {
  readonly name: string;
  /** The meaning of n, where it is not the width: the number of residual blocks, or of samples in the batch. */
  readonly grows?: 'depth' | 'batch';
  /** The source of the gradient at an adapted layer's output, for the prediction. */
  readonly signal: BackwardSignal;
  /** `one`: the adapted layers have a fixed number of outputs; absent: it grows with the width. */
  readonly outputs?: 'one';
  /** True where the adapted layers are convolutions, not a matrix product: a width sweep cannot separate the parts of Δf. */
  readonly convolutional?: true;
  /** The largest reasonable width on a laptop; absent where all are. */
  readonly widest?: number;
  /** The network of width n with its batch. The caller disposes of its tensors. */
  build(width: number, random: RandomStream): WidthModel;
  /** The rate factor of a slot's own weight where it is trained whole; absent: 1. */
  readonly rateScale?: (slot: Pick<Slot, 'name'>, width: number, optimiser: Optimiser) => number;
  /** How its outputs grow with the width, where they should not keep their size. */
  readonly expectations?: readonly Expectation[];
}

/** The tensors to train, and how slots use them: an adapter, or layers trained whole. */
export type TrainedTensors = Pick<Adapter, 'parameters' | 'apply'> & TrainedParameters;
