import { after, recompute, type NamedTensors, type Recomputable } from '@singlora/core/kernels';
import type { LayerFunction, LayerInputs, RunLayer } from '@singlora/models';
import type * as tf from '@tensorflow/tfjs-core';
import type { Trainable } from './trainable.ts';

/**
 * Runs a model's layers so that each keeps only its inputs and runs again for the gradients. On a
 * frozen model this takes 1.5 times the arithmetic and keeps only the activations between layers.
 * Dropout redraws the same masks, which follow from the seed.
 */
export function recomputation(
  trainable: Trainable,
  parameters: NamedTensors,
  u: tf.Scalar,
  seed?: tf.Tensor1D,
): RunLayer {
  return <Inputs extends LayerInputs, Output extends tf.Tensor>(
    prefix: string,
    layer: LayerFunction<Inputs, Output>,
    inputs: Inputs,
    constants: NamedTensors,
  ) => {
    const own = Object.entries(parameters).filter(([name]) => name.startsWith(prefix));
    const operation: Recomputable = (tensors, { u, adapterSeed, ...constants }) => {
      const values = { ...parameters, ...tensors };
      const apply = trainable.apply(values, u as tf.Scalar, adapterSeed as tf.Tensor1D | undefined);
      return layer(apply, tensors as Inputs, constants);
    };
    // Wait for x; otherwise a graph draws the masks of all layers before it runs the first.
    const wait = after(inputs.x);
    const all = Object.entries({ ...constants, u, ...(seed && { adapterSeed: seed }) });
    const waiting = Object.fromEntries(all.map(([name, tensor]) => [name, wait(tensor)]));
    return recompute({ ...inputs, ...Object.fromEntries(own) }, waiting, operation) as Output;
  };
}
