import type { ApplySlot } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { descend } from './descent.ts';
import { initialOptimiserState, scalarsOf, type Optimiser } from './optimisers.ts';
import type { Trainable, WidthModel } from './width-model.ts';

/** How a model is trained while its coordinates are watched. */
export interface WatchedTraining {
  readonly trainable: Trainable;
  readonly optimiser: Optimiser;
  readonly learningRate: number;
  /** After how many steps to look, ascending; the last ends the training. The start is always seen. */
  readonly steps: readonly number[];
  /** The ramp's value after so many steps; absent: 1. */
  readonly ramp?: (step: number) => number;
}

/** What a module puts out after some steps: root mean squares, null where not finite. */
export interface WatchedStep {
  readonly step: number;
  /** Of its coordinates. */
  readonly size: number | null;
  /** Of their change since before the first step. */
  readonly change: number | null;
}

/** By the module's name. */
export type Coordinates = Readonly<Record<string, readonly WatchedStep[]>>;

/** What one width and seed gave. */
export interface CoordinateUnit {
  readonly width: number;
  readonly seed: number;
  readonly coordinates: Coordinates;
}

/** Trains a model for some steps and watches what each of its slots puts out for the fixed batch. */
export function coordinatesOf(model: WidthModel, training: WatchedTraining): Coordinates {
  const { trainable, optimiser, learningRate, steps, ramp = () => 1 } = training;
  const coordinates: Record<string, WatchedStep[]> = {};
  const last = steps.at(-1) ?? 0;
  let state = initialOptimiserState(optimiser, trainable.parameters);
  let start: Outputs | undefined;
  for (let step = 0; step <= last; step++) {
    const u = tf.scalar(ramp(step));
    if (step === 0 || steps.includes(step)) {
      const outputs = outputsOf(model, trainable.apply(state.parameters, u));
      start ??= outputs;
      for (const [name, output] of Object.entries(outputs)) {
        const change = tf.sub(output, start[name] as tf.Tensor);
        const rms = { size: rootMeanSquare(output), change: rootMeanSquare(change) };
        (coordinates[name] ??= []).push({ step, ...rms });
        change.dispose();
      }
      if (outputs !== start) tf.dispose(outputs);
    }
    if (step < last) {
      const scalars = scalarsOf(learningRate, step + 1);
      const next = descend(model, trainable, optimiser, state, scalars, u);
      tf.dispose([state.parameters, ...state.moments, { ...scalars }]);
      state = next;
    }
    u.dispose();
  }
  tf.dispose([start ?? {}, state.parameters, ...state.moments]);
  return coordinates;
}

/** By slot. */
type Outputs = NamedTensors;

/** What each slot puts out in one pass, flat; of a slot that runs more than once, all of it. */
function outputsOf(model: WidthModel, apply: ApplySlot): Outputs {
  const parts: Record<string, tf.Tensor[]> = {};
  const watched: ApplySlot = (name, x) => {
    const y = apply(name, x);
    (parts[name] ??= []).push(tf.keep(tf.reshape(y, [-1])));
    return y;
  };
  tf.tidy(() => model.loss(watched)).dispose();
  return Object.fromEntries(
    Object.entries(parts).map(([name, outputs]) => {
      const all = tf.concat(outputs);
      tf.dispose(outputs);
      return [name, all];
    }),
  );
}

function rootMeanSquare(tensor: tf.Tensor): number | null {
  const square = tf.tidy(() => tf.mean(tf.square(tensor)).dataSync()[0] ?? NaN);
  return Number.isFinite(square) ? Math.sqrt(square) : null;
}
