import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';

/** A loss, and its gradient with respect to each parameter, by name. */
export interface LossAndGradients {
  loss: tf.Scalar;
  gradients: NamedTensors;
}

/** A loss and its gradient with respect to each parameter, in their order. */
export function lossAndGradients(
  lossOf: (parameters: NamedTensors) => tf.Scalar,
  parameters: NamedTensors,
): LossAndGradients {
  const names = Object.keys(parameters);
  const named = (tensors: readonly tf.Tensor[]): NamedTensors =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i] as tf.Tensor]));
  const run = tf.valueAndGrads((...tensors: tf.Tensor[]) => lossOf(named(tensors)));
  const { value, grads } = run(Object.values(parameters));
  return { loss: value, gradients: named(grads) };
}
