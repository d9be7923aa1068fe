import { embedding } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { NoiseSchedule } from './noise-schedule.ts';
import type { Prediction } from './scheduler-config.ts';

/** Pictures x₀ and noise ε of one shape, `[batch, ...]`, and a timestep per picture, `[batch]`, int32. */
export interface Noised {
  readonly picture: tf.Tensor;
  readonly noise: tf.Tensor;
  readonly timesteps: tf.Tensor1D;
}

/** `x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε` (Ho et al., arXiv 2006.11239, eq. 4). */
export function addNoise(
  schedule: NoiseSchedule,
  { picture, noise, timesteps }: Noised,
): tf.Tensor {
  const { signal, rest } = rootsAt(schedule, timesteps, picture.rank);
  return tf.add(tf.mul(signal, picture), tf.mul(rest, noise));
}

/**
 * The output that the network is trained to give: ε, x₀, or `v = √ᾱ_t ε − √(1 − ᾱ_t) x₀` (Salimans & Ho, arXiv
 * 2202.00512).
 */
export function trainingTarget(
  schedule: NoiseSchedule,
  prediction: Prediction,
  { picture, noise, timesteps }: Noised,
): tf.Tensor {
  if (prediction === 'epsilon') return noise;
  if (prediction === 'sample') return picture;
  const { signal, rest } = rootsAt(schedule, timesteps, picture.rank);
  return tf.sub(tf.mul(signal, noise), tf.mul(rest, picture));
}

/** `√ᾱ_t` and `√(1 − ᾱ_t)`, each `[batch, 1, ...]` of this rank. */
function rootsAt({ alphasCumprod }: NoiseSchedule, timesteps: tf.Tensor1D, rank: number) {
  const at = (values: Float32Array): tf.Tensor => {
    const table = tf.tensor2d(values, [values.length, 1]);
    return tf.reshape(embedding(table, timesteps), [-1, ...Array<number>(rank - 1).fill(1)]);
  };
  return {
    signal: at(alphasCumprod.map(Math.sqrt)),
    rest: at(alphasCumprod.map((alpha) => Math.sqrt(1 - alpha))),
  };
}
