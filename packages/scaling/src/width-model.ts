import type { Adapter, ApplySlot, Slot } from '@singlora/core';
import type { RandomStream } from '@singlora/runtime';
import type * as tf from '@tensorflow/tfjs-core';

/** A frozen network of some width with one fixed batch, in the terms adapters know: named slots. */
export interface WidthModel {
  readonly slots: readonly Slot[];
  /** The slots that are adapted. */
  readonly targets: readonly string[];
  /** The loss of the fixed batch, with every slot run by `apply`. */
  loss(apply: ApplySlot): tf.Scalar;
  /** Frees the weights and the batch. */
  dispose(): void;
}

/** How a kind of network grows with its width n. The same width and stream give the same network. */
export interface ModelFamily {
  readonly name: string;
  readonly title: string;
  /** One sentence: what is computed, and how its weights start. */
  readonly describes: string;
  build(width: number, random: RandomStream): WidthModel;
}

/** Tensors to train and how slots run with them: an adapter, or layers trained whole. */
export type Trainable = Pick<Adapter, 'parameters' | 'groups' | 'apply'>;
