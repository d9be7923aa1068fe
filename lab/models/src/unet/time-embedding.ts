import { silu } from '@singlora/core/kernels';
import type { ApplySlot } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';
import { linearModule, withinPart, type Module } from '../module.ts';

export interface TimeEmbedding {
  /** The number of sines and cosines together. */
  waves: number;
  /** The size of the embedding. */
  channels: number;
  /** Whether the cosines come first. */
  flipSinToCos: boolean;
  /** Subtracted from the number of frequencies where their spacing is computed. */
  freqShift: number;
}

const name = 'time_embedding';

export const timeModules = ({ waves, channels }: TimeEmbedding): Module[] =>
  withinPart(name, [
    linearModule('linear_1', channels, waves),
    linearModule('linear_2', channels, channels),
  ]);

/**
 * The embedding `[batch, channels]` of times `[batch]`: waves (Vaswani et al., arXiv 1706.03762), then two linear
 * layers.
 */
export function embedTime(
  embedding: TimeEmbedding,
  apply: ApplySlot,
  timesteps: tf.Tensor1D,
): tf.Tensor2D {
  const inner = silu(apply(`${name}.linear_1`, wavesAt(embedding, timesteps)));
  return apply(`${name}.linear_2`, inner) as tf.Tensor2D;
}

/** `[batch, waves]`; where that is odd, the last is 0. */
function wavesAt(
  { waves, flipSinToCos, freqShift }: TimeEmbedding,
  timesteps: tf.Tensor1D,
): tf.Tensor2D {
  const frequencies = tf.tensor1d(frequenciesOf(Math.floor(waves / 2), freqShift));
  const angles = tf.mul<tf.Tensor2D>(tf.expandDims(tf.cast(timesteps, 'float32'), 1), frequencies);
  const [sin, cos] = [tf.sin(angles), tf.cos(angles)];
  const both = tf.concat(flipSinToCos ? [cos, sin] : [sin, cos], 1);
  return waves % 2 === 0
    ? both
    : tf.pad(both, [
        [0, 0],
        [0, 1],
      ]);
}

/**
 * `10000^(−i / (count − shift))`, each step rounded to float32 as in PyTorch: an angle may be a
 * thousand times a frequency, so the last digit affects its sine.
 */
function frequenciesOf(count: number, shift: number): Float32Array {
  const f = Math.fround;
  const step = f(-Math.log(10_000));
  return Float32Array.from({ length: count }, (_, i) =>
    Math.exp(f(f(step * i) / f(count - shift))),
  );
}
