import { upsampleNearest, type Padding } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { convolutionModule, type Module } from '../module.ts';
import { convolve } from './convolve.ts';
import type { Weights } from './weights.ts';

/** A picture's height and width. */
export type Size = readonly [height: number, width: number];

/** What halves or doubles a picture. It keeps nothing for gradients. */
export interface Resampler {
  modules: readonly Module[];
  /** @param size what a doubled picture is cut to, where that is smaller by one */
  resample(weights: Weights, x: tf.Tensor4D, size?: Size): tf.Tensor4D;
}

/** Halves, rounding up or, where there is no zero before the first pixel, down; diffusers' `Downsample2D`. */
export function downsampler(stage: string, channels: number, padding: Padding): Resampler {
  const name = `${stage}.downsamplers.0.conv`;
  return {
    modules: [convolutionModule(name, channels, channels, 3)],
    resample: (weights, x) => convolve(weights, name, x, { stride: 2, padding }),
  };
}

/** Doubles by repeating pixels; diffusers' `Upsample2D`. */
export function upsampler(stage: string, channels: number): Resampler {
  const name = `${stage}.upsamplers.0.conv`;
  return {
    modules: [convolutionModule(name, channels, channels, 3)],
    resample(weights, x, size) {
      const doubled = upsampleNearest(x);
      const [, height, width] = doubled.shape;
      const [rows, columns] = size ?? [height, width];
      const isCut = rows !== height || columns !== width;
      // For a size of 2n − 1 the nearest of n pixels is the one that doubling puts there.
      const cut = isCut ? tf.slice(doubled, [0, 0, 0, 0], [-1, rows, columns, -1]) : doubled;
      return convolve(weights, name, cut);
    },
  };
}
