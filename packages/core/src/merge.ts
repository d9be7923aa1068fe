import * as tf from '@tensorflow/tfjs-core';
import { scaling } from './config.ts';
import { weightUpdate, type LayerValues } from './factors.ts';
import { weightFromMatrix, weightMatrix, type OwnWeight } from './layers.ts';
import type { WeightUpdate } from './method.ts';
import type { AdapterConfig } from './registry.ts';
import type { Slot } from './slot.ts';

/**
 * The weight `[out, in]` with its updates, applied in order: each turns W into `gain ∘ (W + scale · P Qᵀ)`. It builds the
 * full-size update, so it is for merging and tests, not for training.
 */
export function mergedMatrix(matrix: tf.Tensor2D, updates: readonly WeightUpdate[]): tf.Tensor2D {
  return tf.tidy(() =>
    updates.reduce((before, { p, q, scale, gain }) => {
      const sum: tf.Tensor2D = tf.add(before, tf.mul(tf.matMul(p, q, false, true), scale));
      return gain ? tf.mul(tf.expandDims(gain, 1), sum) : sum;
    }, matrix),
  );
}

/** A layer's weight with one adapter's update at the ramp's value u, in its own layout; `config` has the layer's own rank and alpha. */
export function mergedWeight(
  slot: Slot,
  values: LayerValues,
  config: AdapterConfig,
  u: number,
): tf.Tensor {
  return tf.tidy(() => {
    const update = weightUpdate(slot, values, config, tf.scalar(u * scaling(config)));
    return mergedLayer(slot, [update]).weight;
  });
}

/** A layer's bias, and its weight as a new tensor with the updates, in its own layout; `own` are the tensors in place of its own. */
export function mergedLayer(
  slot: Slot,
  updates: readonly WeightUpdate[],
  own?: OwnWeight,
): Pick<Slot, 'weight' | 'bias'> {
  const { weight, bias } = { ...slot, ...own };
  const merged = tf.tidy(() => {
    const matrix = mergedMatrix(weightMatrix(slot, weight), updates);
    return tf.clone(weightFromMatrix(slot, matrix));
  });
  return { weight: merged, ...(bias && { bias }) };
}
