import { createAdapter, parseAdapterConfig, type Adapter, type Slot } from '@singlora/core';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';

/** An adapter of rank `r` on one layer, whose frozen weight `[out, in]` is zero. */
export function adapterOf(
  method: string,
  { outFeatures, inFeatures, r }: Readonly<Record<'outFeatures' | 'inFeatures' | 'r', number>>,
): Adapter {
  const weight = tf.zeros<tf.Rank.R2>([outFeatures, inFeatures]);
  const slot: Slot = { name: 'layer', kind: 'linear', inFeatures, outFeatures, weight };
  const config = parseAdapterConfig({ method, r, lora_alpha: r, target_modules: ['layer'] });
  return createAdapter([slot], config, randomStream(0, 'adapter'));
}

/** The norm of the difference over that of `other`. */
export const distance = (one: tf.Tensor, other: tf.Tensor): number =>
  (tf.norm(tf.sub(one, other)).dataSync()[0] ?? NaN) / (tf.norm(other).dataSync()[0] ?? NaN);
