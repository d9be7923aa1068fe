import type { ApplySlot } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { initialOptimiserState, scalarsOf, type Optimiser } from '../training/optimisers.ts';
import { descend, trajectory } from '../training/trajectory.ts';
import type { Trainable, WidthModel } from '../models/width-model.ts';

/** How a model is trained while its coordinates are watched. */
export interface WatchedTraining {
  readonly trainable: Trainable;
  readonly optimiser: Optimiser;
  readonly learningRate: number;
  /** After how many steps to look, ascending; the last ends the training. The start is always seen. */
  readonly steps: readonly number[];
  /** The ramp's value after a number of steps; absent: 1. */
  readonly ramp?: (step: number) => number;
}

/** A module's output after some steps: root mean squares, null where not finite. */
export interface WatchedStep {
  readonly step: number;
  /** Of its coordinates. */
  readonly size: number | null;
  /** Of their change since before the first step. */
  readonly change: number | null;
}

/** By the module's name. */
export type Coordinates = Readonly<Record<string, readonly WatchedStep[]>>;

/** The measurements of one width and seed. */
export interface CoordinateUnit {
  readonly width: number;
  readonly seed: number;
  readonly coordinates: Coordinates;
}

/** Trains a model for some steps and watches what each of its slots puts out for the fixed batch. */
export function coordinatesOf(model: WidthModel, training: WatchedTraining): Coordinates {
  const { trainable, optimiser, learningRate, steps, ramp = () => 1 } = training;
  const coordinates: Record<string, WatchedStep[]> = {};
  const initial = initialOptimiserState(optimiser, trainable.parameters);
  const points = trajectory(initial, steps.at(-1) ?? 0, (state, t) =>
    descend(model, trainable, optimiser, state, scalarsOf(learningRate, t), tf.scalar(ramp(t - 1))),
  );
  let start: NamedTensors = {};
  for (const { step, state } of points) {
    if (step > 0 && !steps.includes(step)) continue;
    const outputs = outputsOf(model, (u) => trainable.apply(state.parameters, u), ramp(step));
    if (step === 0) start = outputs;
    for (const [name, output] of Object.entries(outputs)) {
      const change = tf.sub(output, start[name] as tf.Tensor);
      const rms = { size: rootMeanSquare(output), change: rootMeanSquare(change) };
      (coordinates[name] ??= []).push({ step, ...rms });
      change.dispose();
    }
    if (step > 0) tf.dispose(outputs);
  }
  tf.dispose(start);
  return coordinates;
}

/** What each slot puts out in one pass, flat, by its name; of a slot that runs more than once, all of it. */
function outputsOf(
  model: WidthModel,
  applyAt: (u: tf.Scalar) => ApplySlot,
  ramp: number,
): NamedTensors {
  return tf.tidy(() => {
    const apply = applyAt(tf.scalar(ramp));
    const parts: Record<string, tf.Tensor[]> = {};
    model.loss((name, x) => {
      const y = apply(name, x);
      (parts[name] ??= []).push(tf.keep(tf.reshape(y, [-1])));
      return y;
    });
    return Object.fromEntries(
      Object.entries(parts).map(([name, outputs]) => {
        const all = tf.concat(outputs);
        tf.dispose(outputs);
        return [name, all];
      }),
    );
  });
}

function rootMeanSquare(tensor: tf.Tensor): number | null {
  const square = tf.tidy(() => tf.mean(tf.square(tensor)).dataSync()[0] ?? NaN);
  return Number.isFinite(square) ? Math.sqrt(square) : null;
}
