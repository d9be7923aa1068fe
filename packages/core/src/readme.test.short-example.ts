import * as tf from '@tensorflow/tfjs';
import { createAdapter, parseAdapterConfig } from '@singlora/core';

const weight = tf.randomNormal<tf.Rank.R2>([64, 64]); // frozen, [out, in]
const slots = [{ name: 'query', kind: 'linear', inFeatures: 64, outFeatures: 64, weight }] as const;
const config = parseAdapterConfig({ method: 'singlora', r: 8, target_modules: ['query'] });
const normal = () => tf.tidy(() => tf.randomNormal([1]).dataSync()[0] ?? 0);
export const adapter = createAdapter(slots, config, { uniform: Math.random, normal });

/** x (W0 + u·alpha/r·A Aᵀ)ᵀ, a pure function of what is trained. */
export const layer = (x: tf.Tensor, parameters = adapter.parameters, u = 1) =>
  adapter.apply(parameters, tf.scalar(u))('query', x);
