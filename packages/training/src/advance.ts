import { rampAt, type Adapter } from '@singlora/core';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { biasCorrections } from './adamw.ts';
import type { Batch } from './batches.ts';
import type { TrainingConfig } from './config.ts';
import { diverged } from './errors.ts';
import { scheduleAt } from './schedule.ts';
import { flatten, unflatten, type TrainState } from './state.ts';
import type { StepFunction, StepInputs, StepScalars } from './step.ts';

/** The values of `StepScalars`. */
export interface ScalarValues {
  learningRate: number;
  u: number;
  corrections: [number, number];
  seed: [number, number];
}

/** The numbers of the step after `completed` ones: functions of the configuration and that alone. */
export function scalarsAt(
  config: TrainingConfig,
  adapter: Adapter,
  completed: number,
  totalSteps: number,
): ScalarValues {
  const { optimizer, seed } = config;
  return {
    learningRate: optimizer.learningRate * scheduleAt(config, completed, totalSteps),
    u: rampAt(adapter.config, completed, totalSteps),
    corrections: biasCorrections(optimizer.betas, completed + 1),
    seed: randomStream(seed, 'dropout', completed).seed(),
  };
}

/**
 * Takes one step and reads its loss and gradient norm back. The old state and the batch stay the
 * caller's.
 *
 * @throws TrainingError TRAINING_DIVERGED, leaving no new tensors
 */
export function advance(
  takeStep: StepFunction,
  state: TrainState,
  batch: Batch,
  values: ScalarValues,
): { next: TrainState & { loss: number }; gradNorm: number } {
  const { loss, gradNorm, ...tensors } = tf.tidy(() => takeStep(inputsOf(state, batch, values)));
  const read = (scalar: tf.Scalar) => scalar.dataSync()[0] as number;
  const at = {
    step: state.step + 1,
    learningRate: values.learningRate,
    loss: read(loss),
    gradNorm: read(gradNorm),
  };
  tf.dispose([loss, gradNorm]);
  if (!Number.isFinite(at.loss) || !Number.isFinite(at.gradNorm)) {
    tf.dispose(tensors);
    throw diverged(at);
  }
  const next = { step: at.step, loss: at.loss, seconds: state.seconds, ...unflatten(tensors) };
  return { next, gradNorm: at.gradNorm };
}

/** Everything one step is a function of; the scalars are new tensors. */
export function inputsOf(state: TrainState, batch: Batch, values: ScalarValues): StepInputs {
  return { ...flatten(state), ...batch, ...toTensors(values) };
}

function toTensors({ learningRate, u, corrections, seed }: ScalarValues): StepScalars {
  return {
    learningRate: tf.scalar(learningRate),
    u: tf.scalar(u),
    correction1: tf.scalar(corrections[0]),
    correction2: tf.scalar(corrections[1]),
    seed: tf.tensor1d(seed, 'int32'),
  };
}
