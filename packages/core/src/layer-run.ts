import type { LowRankUpdate } from './kernels/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import type { Slot } from './slot.ts';

/** One call of a layer: `gain ∘ W x`, the terms `scale · P Qᵀ x̃` and the bias. */
export interface LayerRun {
  readonly slot: Slot;
  readonly x: tf.Tensor;
  /** The layer's own weight, or the tensor in its place. */
  readonly weight: tf.Tensor;
  readonly bias: tf.Tensor1D | undefined;
  readonly gain: tf.Tensor1D | undefined;
  readonly terms: readonly LowRankUpdate[];
  /** Whether no gradient reaches the weight and the bias. */
  readonly frozen: boolean;
}

/** A change of a layer's output y so far to `gain ∘ (y + scale · P Qᵀ x̃)`; an absent gain is 1. */
export type LayerUpdate = LowRankUpdate & { readonly gain?: tf.Tensor1D };

/** Turns successive updates into one gain and a sum: each update's P is multiplied by its own gain and all later ones. */
export const inSequence = (updates: readonly LayerUpdate[]): Pick<LayerRun, 'gain' | 'terms'> =>
  updates.reduceRight<Pick<LayerRun, 'gain' | 'terms'>>(
    ({ gain: after, terms }, { gain: own, ...update }) => {
      const gain = own && after ? tf.mul<tf.Tensor1D>(own, after) : (own ?? after);
      const p = gain ? tf.mul<tf.Tensor2D>(update.p, tf.expandDims(gain, 1)) : update.p;
      return { gain, terms: [{ ...update, p }, ...terms] };
    },
    { gain: undefined, terms: [] },
  );
