import type { ApplySlot } from '@singlora/core';
import { upsampleNearest, type Padding } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { conv2dModule, type Module } from '../module.ts';

/** A picture's height and width. */
type Size = readonly [height: number, width: number];

/** A layer that halves or doubles a picture. It keeps nothing for gradients. */
export interface Resampler {
  modules: readonly Module[];
  /** @param size the size to which a doubled picture is cut, at most one pixel smaller */
  resample(apply: ApplySlot, x: tf.Tensor4D, size?: Size): tf.Tensor4D;
}

/** Halves, rounding up or, where there is no zero before the first pixel, down; diffusers' `Downsample2D`. */
export function downsampler(stage: string, channels: number, padding: Padding): Resampler {
  const name = `${stage}.downsamplers.0.conv`;
  return {
    modules: [conv2dModule(name, channels, channels, { stride: 2, padding })],
    resample: (apply, x) => apply(name, x) as tf.Tensor4D,
  };
}

/** Doubles by repeating pixels; diffusers' `Upsample2D`. */
export function upsampler(stage: string, channels: number): Resampler {
  const name = `${stage}.upsamplers.0.conv`;
  return {
    modules: [conv2dModule(name, channels, channels)],
    resample(apply, x, size) {
      const doubled = upsampleNearest(x);
      const [, height, width] = doubled.shape;
      const [rows, columns] = size ?? [height, width];
      const isCut = rows !== height || columns !== width;
      // For a size of 2n − 1, nearest-neighbour interpolation of n pixels equals doubling and cutting.
      const cut = isCut ? tf.slice(doubled, [0, 0, 0, 0], [-1, rows, columns, -1]) : doubled;
      return apply(name, cut) as tf.Tensor4D;
    },
  };
}
