import type { Adapter } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { AdamWState } from './adamw.ts';

/** Where training stands. Everything else, such as order, draws and rates, follows from the configuration and the step. */
export interface TrainState extends AdamWState {
  /** completed optimiser steps */
  step: number;
  /** loss of the last step; null before the first */
  loss: number | null;
  /** spent in steps so far, those before a resume included */
  seconds: number;
}

/** Step 0: copies of the adapter's initial parameters, and zero moments. */
export function initialState(adapter: Adapter): TrainState {
  const each = (make: (tensor: tf.Tensor) => tf.Tensor): NamedTensors =>
    Object.fromEntries(Object.entries(adapter.parameters).map(([name, t]) => [name, make(t)]));
  return {
    step: 0,
    loss: null,
    seconds: 0,
    parameters: each((tensor) => tf.clone(tensor)),
    moments1: each((tensor) => tf.zerosLike(tensor)),
    moments2: each((tensor) => tf.zerosLike(tensor)),
  };
}

/** Frees a state's tensors. */
export function disposeState({ parameters, moments1, moments2 }: AdamWState): void {
  tf.dispose({ ...parameters });
  tf.dispose({ ...moments1 });
  tf.dispose({ ...moments2 });
}

/** The tensors as one flat record, `parameters/<name>`, `moments1/<name>`, `moments2/<name>`. */
export function flatten({ parameters, moments1, moments2 }: AdamWState): NamedTensors {
  return {
    ...prefixed('parameters', parameters),
    ...prefixed('moments1', moments1),
    ...prefixed('moments2', moments2),
  };
}

/** Inverse of `flatten`; other names in the record are left out. */
export function unflatten(flat: NamedTensors): AdamWState {
  return {
    parameters: under('parameters', flat),
    moments1: under('moments1', flat),
    moments2: under('moments2', flat),
  };
}

function prefixed(prefix: string, tensors: NamedTensors): NamedTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, t]) => [`${prefix}/${name}`, t]));
}

function under(prefix: string, flat: NamedTensors): NamedTensors {
  const start = `${prefix}/`;
  return Object.fromEntries(
    Object.entries(flat)
      .filter(([name]) => name.startsWith(start))
      .map(([name, tensor]) => [name.slice(start.length), tensor]),
  );
}
