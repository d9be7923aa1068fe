import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from './kernels/index.ts';
import { methodOf } from './adapter-config.ts';
import { weightMatrix } from './layers.ts';
import { magnitudeGain } from './magnitude.ts';
import type { Factors, WeightUpdate } from './method.ts';
import type { AdapterConfig } from './registry.ts';
import type { Layer, Slot } from './slot.ts';

/** A layer's parameters by short name, and its initial ones where their update is subtracted from the weight. */
export interface LayerValues {
  readonly parameters: NamedTensors;
  readonly start?: NamedTensors | undefined;
}

/**
 * The factors of a layer's update, `P Qᵀ`, or `P Qᵀ − P₀ Q₀ᵀ` as `[P, −P₀] [Q, Q₀]ᵀ` of twice the rank, where P₀ and Q₀ are
 * those of its start. `config` has the layer's own rank and alpha.
 */
export function layerFactors(
  { parameters, start }: LayerValues,
  { layer, config }: { readonly layer: Layer; readonly config: AdapterConfig },
): Factors {
  const method = methodOf(config);
  const now = method.factors(parameters, { layer, config });
  if (!start) return now;
  const first = method.factors(start, { layer, config });
  return {
    ...now,
    p: tf.concat([now.p, tf.neg(first.p)], 1),
    q: tf.concat([now.q, first.q], 1),
  };
}

/** {@link layerFactors} as new tensors, for the caller to free: factors may be the parameters themselves. */
export const ownFactors = (...given: Parameters<typeof layerFactors>): Factors =>
  tf.tidy(() => {
    const { p, q, magnitude } = layerFactors(...given);
    return { p: tf.clone(p), q: tf.clone(q), ...(magnitude && { magnitude: tf.clone(magnitude) }) };
  });

/** A layer's update at a scale, the ramp's value times the method's; `config` has the layer's own rank and alpha. */
export function weightUpdate(
  slot: Slot,
  values: LayerValues,
  config: AdapterConfig,
  scale: tf.Scalar,
): WeightUpdate {
  const { p, q, magnitude } = layerFactors(values, { layer: slot, config });
  const update = { p, q, scale };
  if (!magnitude) return update;
  return { ...update, gain: magnitudeGain(magnitude, update, weightMatrix(slot)) };
}
