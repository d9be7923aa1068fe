import { rampAt } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { biasCorrections } from './adamw.ts';
import { averageDecayAt } from './averages.ts';
import type { TrainingConfig } from './config.ts';
import { diverged } from './errors.ts';
import { scheduleAt } from './schedule.ts';
import { disposeState, type TrainState } from './state.ts';
import type { StepFunction, StepInputs } from './step.ts';
import type { Batches, Draw } from './task.ts';
import type { Trainable } from './trainable.ts';

/** The numbers that one step depends on, besides its state and batch. */
export interface StepNumbers {
  learningRate: number;
  u: number;
  corrections: [number, number];
  /** the decay of the running averages, where there are any */
  averageKept?: number;
  /** the seed of each of the task's draws, by name */
  seeds: Readonly<Record<string, [number, number]>>;
}

/** The random streams of the step after `completed` ones. */
export function drawAt({ seed }: Pick<TrainingConfig, 'seed'>, completed: number): Draw {
  return (name) => randomStream(seed, name, completed);
}

/** The numbers of the step after `completed` ones, which depend only on the configuration and `completed`. */
export function numbersAt(
  config: TrainingConfig,
  trainable: Trainable,
  draws: readonly string[],
  completed: number,
  totalSteps: number,
): StepNumbers {
  const { optimiser, averageDecay } = config;
  const draw = drawAt(config, completed);
  return {
    learningRate: optimiser.learningRate * scheduleAt(config, completed, totalSteps),
    u: rampAt(trainable.config, completed, totalSteps),
    corrections: biasCorrections(optimiser.betas, completed + 1),
    ...(averageDecay !== undefined && {
      averageKept: averageDecayAt(averageDecay, completed + 1),
    }),
    seeds: Object.fromEntries(draws.map((name) => [name, draw(name).seed()])),
  };
}

/**
 * Takes one step and reads its loss and gradient norm back. The caller still owns the old state;
 * the batch's tensors are freed.
 *
 * @throws TrainingError TRAINING_DIVERGED, leaving no new tensors
 */
export function advance<Batch extends NamedTensors>(
  takeStep: StepFunction<Batch>,
  state: TrainState,
  nextBatch: () => ReturnType<Batches<Batch>['at']>,
  numbers: StepNumbers,
): { next: TrainState & { loss: number }; gradNorm: number; examples: number } {
  const {
    examples,
    state: tensors,
    ...scalars
  } = tf.tidy(() => {
    const { batch, examples } = nextBatch();
    return { ...takeStep(inputsOf(state, batch, numbers)), examples };
  });
  const read = (scalar: tf.Scalar) => scalar.dataSync()[0] as number;
  const { learningRate } = numbers;
  const [loss, gradNorm] = [read(scalars.loss), read(scalars.gradNorm)];
  const step = state.step + 1;
  tf.dispose(scalars);
  if (!Number.isFinite(loss) || !Number.isFinite(gradNorm)) {
    disposeState(tensors);
    throw diverged({ step, learningRate, loss, gradNorm });
  }
  return { next: { step, loss, seconds: state.seconds, ...tensors }, gradNorm, examples };
}

/** Everything that one step depends on; the scalars and seeds are new tensors. */
export function inputsOf<Batch extends NamedTensors>(
  { parameters, moments1, moments2, averages }: TrainState,
  batch: Batch,
  { learningRate, u, corrections: [correction1, correction2], averageKept, seeds }: StepNumbers,
): StepInputs<Batch> {
  const tensors = Object.entries(seeds).map(([name, seed]) => [name, tf.tensor1d(seed, 'int32')]);
  return {
    state: { parameters, moments1, moments2, ...(averages && { averages }) },
    batch,
    seeds: Object.fromEntries(tensors) as Record<string, tf.Tensor1D>,
    scalars: {
      learningRate: tf.scalar(learningRate),
      u: tf.scalar(u),
      correction1: tf.scalar(correction1),
      correction2: tf.scalar(correction2),
      ...(averageKept !== undefined && { averageKept: tf.scalar(averageKept) }),
    },
  };
}
