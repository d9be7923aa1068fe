import type { ApplySlot } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';

/** The inputs of a layer, which have gradients: `x` from the layer before it, and others. */
export type LayerInputs = NamedTensors & { x: tf.Tensor };

/**
 * One layer or block as a pure function of its slots, its inputs, and constants. The constants are
 * all other tensors that it reads, such as the mask, except the model's own weights.
 */
export type LayerFunction<Inputs extends LayerInputs, Output extends tf.Tensor> = (
  apply: ApplySlot,
  inputs: Inputs,
  constants: NamedTensors,
) => Output;

/** A Transformer layer, of rows `[batch · seq, dim]`. */
export type RowLayer = LayerFunction<{ x: tf.Tensor2D }, tf.Tensor2D>;

/** Runs the layer whose slots' names start with `prefix`. */
export type RunLayer = <Inputs extends LayerInputs, Output extends tf.Tensor>(
  prefix: string,
  layer: LayerFunction<Inputs, Output>,
  inputs: Inputs,
  constants: NamedTensors,
) => Output;

/** Runs a layer as the pass asks; only its result is kept. */
export function runLayer<Inputs extends LayerInputs, Output extends tf.Tensor>(
  pass: { apply: ApplySlot; runLayer?: RunLayer },
  prefix: string,
  layer: LayerFunction<Inputs, Output>,
  inputs: Inputs,
  constants: NamedTensors = {},
): Output {
  return tf.tidy(() =>
    pass.runLayer
      ? pass.runLayer(prefix, layer, inputs, constants)
      : layer(pass.apply, inputs, constants),
  );
}
