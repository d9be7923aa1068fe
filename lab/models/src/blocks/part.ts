import type { NamedTensors } from '@singlora/core/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import { runLayer, type LayerFunction, type LayerInputs } from '../layer.ts';
import { moduleTensors, type Module } from '../module.ts';
import type { Pass } from '../pass.ts';
import { weightsOf, type Weights } from './weights.ts';

/** A part of a network on pictures `[batch, height, width, channels]`: its modules, and what it computes. */
export interface NetworkPart<Inputs extends LayerInputs = { x: tf.Tensor4D }> {
  name: string;
  /** The part's modules, under their full names. */
  modules: readonly Module[];
  /** The part as a function, with the model's weights. */
  layer(weights: Weights): LayerFunction<Inputs, tf.Tensor4D>;
}

/** Runs a part as a pass asks. Its trained tensors outside slots are inputs of the layer, because only inputs have gradients. */
export function runPart<Inputs extends LayerInputs>(
  part: NetworkPart<Inputs>,
  { tensors, trained }: Weights,
  pass: Pass,
  inputs: Inputs,
): tf.Tensor4D {
  const withoutSlots = part.modules.filter((module) => !('inFeatures' in module));
  const names = [...moduleTensors(withoutSlots).keys()].filter((name) => name in trained);
  const own = (all: NamedTensors): NamedTensors =>
    Object.fromEntries(names.map((name) => [name, all[name] as tf.Tensor]));
  const layer: LayerFunction<Inputs, tf.Tensor4D> = (apply, given, constants) =>
    part.layer(weightsOf(tensors, own(given)))(apply, given, constants);
  return runLayer(pass, `${part.name}.`, layer, { ...inputs, ...own(trained) });
}
