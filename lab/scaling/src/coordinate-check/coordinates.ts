import { frozen, type ApplySlot } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import { randomStream, type RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { startWatch, type CoordinateUnit } from './watched.ts';
import { mapValues } from '../exponents/prediction/factor-model.ts';
import { finite } from '../slopes/slope.ts';
import type { Optimiser } from '../training/optimiser.ts';
import { initialOptimiserState, scalarsOf } from '../training/optimisers.ts';
import { descend, trajectory } from '../training/trajectory.ts';
import type { TrainedTensors, WidthModel } from '../models/width-model.ts';

/** How networks are trained at each width, and when their outputs are watched. */
export interface WatchedTraining {
  /** What is trained: an adapter, or {@link wholeLayerTraining}. The measurement owns its tensors. */
  readonly trainable: (model: WidthModel, width: number, random: RandomStream) => TrainedTensors;
  readonly optimiser: Optimiser;
  /** The rate at width n: constant, or with the power of n to check. */
  readonly learningRate: (width: number) => number;
  /** The numbers of steps after which to record, ascending; the last ends the training. The start is always recorded. */
  readonly steps: readonly number[];
  /** The ramp's value after a number of steps; absent: 1. */
  readonly ramp?: (step: number) => number;
}

/** Trains the model of one width and seed, and records its loss and its slots' outputs for the fixed batch. The caller keeps the model. */
export function measureCoordinates(
  { trainable: trainableOf, optimiser, learningRate, steps, ramp = () => 1 }: WatchedTraining,
  model: WidthModel,
  width: number,
  seed: number,
): CoordinateUnit {
  const trainable = trainableOf(model, width, randomStream(seed, 'trainable', width));
  const { coordinates, losses, look, dispose } = startWatch();
  try {
    const rate = learningRate(width);
    const initial = initialOptimiserState(optimiser, trainable.parameters, trainable);
    const points = trajectory(initial, steps.at(-1) ?? 0, (state, t) =>
      descend(
        model,
        trainable,
        optimiser,
        state,
        scalarsOf(rate, t, optimiser),
        tf.scalar(ramp(t - 1)),
      ),
    );
    for (const { step, state } of points) {
      if (step > 0 && !steps.includes(step)) continue;
      const at = (u: tf.Scalar) => trainable.apply(state.parameters, u);
      const { outputs, loss } = passOf(model, at, ramp(step));
      look(step, outputs, loss);
      tf.dispose(outputs);
    }
    const frozenLoss = numberOf(() => model.loss(frozen(model.slots)));
    return { width, seed, coordinates, losses, frozenLoss };
  } finally {
    dispose();
    tf.dispose(trainable.parameters);
  }
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
