import type { ApplySlot } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';

/**
 * One Transformer layer as a pure function: of its slots, of rows x `[batch · seq, dim]`, and of
 * constants, which are all the other tensors it reads but the model's own weights, such as the mask.
 */
export type LayerFunction = (
  apply: ApplySlot,
  x: tf.Tensor2D,
  constants: NamedTensors,
) => tf.Tensor2D;

/** Runs the layer whose slots' names start with `prefix`. */
export type RunLayer = (
  prefix: string,
  layer: LayerFunction,
  x: tf.Tensor2D,
  constants: NamedTensors,
) => tf.Tensor2D;

/** Runs a layer in the way of a pass; only its result outlives it. */
export function runLayer(
  pass: { apply: ApplySlot; runLayer?: RunLayer },
  ...[prefix, layer, x, constants]: Parameters<RunLayer>
) {
  return tf.tidy(() =>
    pass.runLayer ? pass.runLayer(prefix, layer, x, constants) : layer(pass.apply, x, constants),
  );
}
