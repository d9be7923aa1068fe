import type { NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { AdamWState } from './adamw.ts';
import type { Trainable } from './trainable.ts';

/** The tensors that a run is made of. */
export type TrainTensors = AdamWState & {
  /** running averages of the parameters, where the configuration asks for them */
  averages?: NamedTensors;
};

/** The state of training. Everything else, such as order, draws and rates, follows from the configuration and the step. */
export interface TrainState extends TrainTensors {
  /** completed optimiser steps */
  step: number;
  /** loss of the last step; null before the first */
  loss: number | null;
  /** spent in steps so far, those before a resume included */
  seconds: number;
}

/** Step 0: copies of the initial parameters, which averages begin with, too, and zero moments. */
export function initialState(
  { parameters }: Pick<Trainable, 'parameters'>,
  { averageDecay }: { averageDecay?: number } = {},
): TrainState {
  const each = (make: (tensor: tf.Tensor) => tf.Tensor): NamedTensors =>
    Object.fromEntries(Object.entries(parameters).map(([name, t]) => [name, make(t)]));
  return {
    step: 0,
    loss: null,
    seconds: 0,
    parameters: each((tensor) => tf.clone(tensor)),
    moments1: each((tensor) => tf.zerosLike(tensor)),
    moments2: each((tensor) => tf.zerosLike(tensor)),
    ...(averageDecay !== undefined && { averages: each((tensor) => tf.clone(tensor)) }),
  };
}

/** Frees a state's tensors. */
export function disposeState({ parameters, moments1, moments2, averages }: TrainTensors): void {
  tf.dispose({ ...parameters });
  tf.dispose({ ...moments1 });
  tf.dispose({ ...moments2 });
  tf.dispose({ ...averages });
}

/** The tensors as one flat record, `parameters/<name>`, `moments1/<name>` and so on. */
export function flatten({ parameters, moments1, moments2, averages }: TrainTensors): NamedTensors {
  return {
    ...prefixed('parameters', parameters),
    ...prefixed('moments1', moments1),
    ...prefixed('moments2', moments2),
    ...prefixed('averages', averages ?? {}),
  };
}

/** Inverse of `flatten`; other names in the record are left out. */
export function unflatten(flat: NamedTensors): TrainTensors {
  const averages = under('averages', flat);
  return {
    parameters: under('parameters', flat),
    moments1: under('moments1', flat),
    moments2: under('moments2', flat),
    ...(Object.keys(averages).length > 0 && { averages }),
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
