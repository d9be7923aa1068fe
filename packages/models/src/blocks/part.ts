import type { NamedTensors } from '@singlora/kernels';
import type * as tf from '@tensorflow/tfjs-core';
import { runLayer, type LayerFunction, type LayerInputs } from '../layer.ts';
import type { Module } from '../module.ts';
import type { Pass } from '../pass.ts';

/** A part of a network on pictures `[batch, height, width, channels]`: its modules, and what it computes. */
export interface Part<Inputs extends LayerInputs = { x: tf.Tensor4D }> {
  name: string;
  /** Under their full names. */
  modules: readonly Module[];
  /** With the model's weights. */
  layer(weights: NamedTensors): LayerFunction<Inputs, tf.Tensor4D>;
}

/** Runs a part in the way of a pass. */
export function runPart<Inputs extends LayerInputs>(
  part: Part<Inputs>,
  weights: NamedTensors,
  pass: Pass,
  inputs: Inputs,
): tf.Tensor4D {
  return runLayer(pass, `${part.name}.`, part.layer(weights), inputs);
}
