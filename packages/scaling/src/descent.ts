import * as tf from '@tensorflow/tfjs-core';
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
    const names = Object.keys(groups);
    const named = (tensors: readonly tf.Tensor[]) =>
      Object.fromEntries(names.map((name, i) => [name, tensors[i] as tf.Tensor]));
    const lossOf = (...tensors: tf.Tensor[]) => loss(apply(named(tensors), u));
    const gradients = tf.grads(lossOf)(names.map((name) => state.parameters[name] as tf.Tensor));
    return optimiser.step(state, named(gradients), groups, scalars);
  });
}
