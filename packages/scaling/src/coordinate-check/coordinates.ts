import { frozen, type ApplySlot } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { watchedStep, type WatchedLoss, type WatchedStep } from './watched.ts';
import { mapValues } from '../exponents/prediction/factor-model.ts';
import { finite } from '../slopes/slope.ts';
import type { Optimiser } from '../training/optimiser.ts';
import { initialOptimiserState, scalarsOf } from '../training/optimisers.ts';
import { descend, trajectory } from '../training/trajectory.ts';
import type { Trainable, WidthModel } from '../models/width-model.ts';

export interface WatchedTraining {
  readonly trainable: Trainable;
  readonly optimiser: Optimiser;
  readonly learningRate: number;
  /** The numbers of steps after which to record, ascending; the last ends the training. The start is always recorded. */
  readonly steps: readonly number[];
  /** The ramp's value after a number of steps; absent: 1. */
  readonly ramp?: (step: number) => number;
}

/** Trains a model for some steps, and records its loss and its slots' outputs for the fixed batch. */
export function coordinatesOf(model: WidthModel, training: WatchedTraining) {
  const { trainable, optimiser, learningRate, steps, ramp = () => 1 } = training;
  const coordinates: Record<string, WatchedStep[]> = {};
  const losses: WatchedLoss[] = [];
  const initial = initialOptimiserState(optimiser, trainable.parameters, trainable);
  const points = trajectory(initial, steps.at(-1) ?? 0, (state, t) =>
    descend(
      model,
      trainable,
      optimiser,
      state,
      scalarsOf(learningRate, t, optimiser),
      tf.scalar(ramp(t - 1)),
    ),
  );
  let start: NamedTensors = {};
  for (const { step, state } of points) {
    if (step > 0 && !steps.includes(step)) continue;
    const at = (u: tf.Scalar) => trainable.apply(state.parameters, u);
    const { outputs, loss } = passOf(model, at, ramp(step));
    if (step === 0) start = outputs;
    losses.push({ step, loss });
    for (const [name, output] of Object.entries(outputs)) {
      (coordinates[name] ??= []).push(watchedStep(step, output, start[name] as tf.Tensor));
    }
    if (step > 0) tf.dispose(outputs);
  }
  tf.dispose(start);
  const frozenLoss = numberOf(() => model.loss(frozen(model.slots)));
  return { coordinates, losses, frozenLoss };
}

const numberOf = (loss: () => tf.Scalar) => finite(tf.tidy(() => loss().dataSync()[0]));

/** The loss of one pass, and each slot's output, flattened, by name; of a slot that runs several times, all outputs. */
function passOf(model: WidthModel, applyAt: (u: tf.Scalar) => ApplySlot, ramp: number) {
  const parts: Record<string, tf.Tensor[]> = {};
  const loss = numberOf(() => {
    const apply = applyAt(tf.scalar(ramp));
    return model.loss((name, x) => {
      const y = apply(name, x);
      (parts[name] ??= []).push(tf.keep(tf.reshape(y, [-1])));
      return y;
    });
  });
  const outputs: NamedTensors = mapValues(parts, (own) => tf.concat(own));
  tf.dispose(parts);
  return { outputs, loss };
}
