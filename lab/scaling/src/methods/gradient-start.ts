import { initialTensor, layerStart, type LayerStart, type Product } from '@singlora/core';
import type { RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import type { WidthModel } from '../models/width-model.ts';
import { weightGradients } from '../training/weight-gradients.ts';

/**
 * Starts along the r largest singular directions of −∂loss/∂W: P = −U and Q = V up to a factor (LoRA-One, arXiv
 * 2502.01235): the initial value `[out, r]` or `[in, r]` of one side of a layer, with entries of the root mean square
 * `size`. The gradients are computed on the first call.
 */
export function gradientStart(model: WidthModel, random: RandomStream) {
  let starts: ReadonlyMap<string, LayerStart> | undefined;
  return (layer: string, side: keyof Product, r: number, size: number): tf.Tensor => {
    starts ??= startsOf(model, random);
    const part = { dist: 'part-of-weight', by: 'svd', rankAxis: 1, side, factor: 1 } as const;
    return tf.tidy(() => {
      const found = initialTensor(part, [0, r], random, starts?.get(layer) as LayerStart);
      const rootMeanSquare = tf.sqrt(tf.mean(tf.square(found)));
      return tf.mul(tf.div(found, rootMeanSquare), side === 'p' ? -size : size);
    });
  };
}

const startsOf = (model: WidthModel, random: RandomStream) => {
  const gradients = weightGradients(model);
  return new Map(
    model.targets.map((layer) => [
      layer,
      layerStart(layer, () => tf.clone(gradients[`${layer}.weight`] as tf.Tensor2D), random),
    ]),
  );
};
