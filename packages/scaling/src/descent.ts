import * as tf from '@tensorflow/tfjs-core';
import { lossAndGradients } from '@singlora/training';
import type { Optimiser, OptimiserScalars, OptimiserState } from './optimisers.ts';
import type { Trainable, WidthModel } from './width-model.ts';

/**
 * One step of training: the optimiser's, on the gradients of a model's loss. `u` is the ramp's value.
 * Pure, so that it can be compiled.
 */
export function descend(
  { loss }: Pick<WidthModel, 'loss'>,
  { groups, apply }: Trainable,
  optimiser: Optimiser,
  state: OptimiserState,
  scalars: OptimiserScalars,
  u: tf.Scalar,
): OptimiserState {
  return tf.tidy(() => {
    const { gradients } = lossAndGradients((values) => loss(apply(values, u)), state.parameters);
    return optimiser.step(state, gradients, groups, scalars);
  });
}
