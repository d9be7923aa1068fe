import type { LowRankUpdate } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { Slot } from './slot.ts';

/** One call of a layer. */
export interface LayerRun {
  readonly slot: Slot;
  readonly x: tf.Tensor;
  /** The layer's, or what stands in for it. */
  readonly weight: tf.Tensor;
  readonly bias: tf.Tensor1D | undefined;
  readonly updates: readonly LowRankUpdate[];
  /** No gradient reaches the weight and the bias. */
  readonly frozen: boolean;
}

/** A sum with one more update of the base: delta, or with a gain what `gain ∘ (base + delta)` adds to the base. */
export const withUpdate = <T extends tf.Tensor>(
  sum: T,
  base: T,
  delta: tf.Tensor,
  gain: tf.Tensor | undefined,
): T => tf.add(sum, gain ? tf.sub(tf.mul(gain, tf.add(base, delta)), base) : delta);
