import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { AdamWState } from './adamw.ts';
import type { Trainable } from './trainable.ts';

/** The tensors of a run's state. */
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
  /** spent in steps so far, including those before a resume */
  seconds: number;
}

/** Step 0: copies of the initial parameters, also as the initial averages, and zero moments. */
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

const kinds = ['parameters', 'moments1', 'moments2', 'averages'] as const;

/** Frees a state's tensors. */
export function disposeState(tensors: TrainTensors): void {
  tf.dispose(flatten(tensors));
}

/** The tensors as one flat record, `parameters/<name>`, `moments1/<name>` and so on. */
export const flatten = (tensors: TrainTensors): NamedTensors =>
  Object.fromEntries(
    kinds.flatMap((kind) =>
      Object.entries(tensors[kind] ?? {}).map(([name, tensor]) => [`${kind}/${name}`, tensor]),
    ),
  );

/** Inverse of `flatten`; other names in the record are left out. */
export function unflatten(flat: NamedTensors): TrainTensors {
  const of = (kind: (typeof kinds)[number]): NamedTensors =>
    Object.fromEntries(
      Object.entries(flat)
        .filter(([name]) => name.startsWith(`${kind}/`))
        .map(([name, tensor]) => [name.slice(kind.length + 1), tensor]),
    );
  const averages = of('averages');
  return {
    parameters: of('parameters'),
    moments1: of('moments1'),
    moments2: of('moments2'),
    ...(Object.keys(averages).length > 0 && { averages }),
  };
}
