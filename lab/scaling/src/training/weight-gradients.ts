import type { NamedTensors } from '@singlora/core/kernels';
import { lossAndGradients } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import type { WidthModel } from '../models/width-model.ts';
import { wholeLayers } from './whole-layers.ts';

/** ∂loss/∂W `[out, in]` of every adapted slot of a model without an adapter, by `<slot>.weight`; the caller frees them. */
export function weightGradients(model: WidthModel): Record<string, tf.Tensor2D> {
  const { parameters, apply } = wholeLayers(model, model.targets);
  try {
    return tf.tidy(() => {
      const lossOf = (weights: NamedTensors) => model.loss(apply(weights, tf.scalar(1)));
      return lossAndGradients(lossOf, parameters).gradients as Record<string, tf.Tensor2D>;
    });
  } finally {
    tf.dispose(parameters);
  }
}
