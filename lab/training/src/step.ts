import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { adamw, type AdamWScalars } from './adamw.ts';
import { moveAverages } from './averages.ts';
import { clipFactor, globalNorm } from './clip.ts';
import type { TrainingConfig } from './config.ts';
import { forwardOf } from './forward.ts';
import { lossAndGradients } from './loss-and-gradients.ts';
import { inMicroBatches } from './micro-batches.ts';
import type { TrainTensors } from './state.ts';
import type { Seeds, Task } from './task.ts';
import type { Trainable } from './trainable.ts';

/** All inputs of a step. */
export interface StepInputs<Batch extends NamedTensors = NamedTensors> {
  state: TrainTensors;
  batch: Batch;
  /** the seed of each of the task's draws */
  seeds: Seeds;
  scalars: StepScalars;
}

interface StepScalars extends AdamWScalars {
  /** the ramp's value u(t) */
  u: tf.Scalar;
  /** the decay of the averages, where the state has them */
  averageKept?: tf.Scalar;
}

export interface StepOutputs {
  state: TrainTensors;
  loss: tf.Scalar;
  /** the global norm of the gradients before clipping */
  gradNorm: tf.Scalar;
}

/**
 * A training step as a pure function from tensors to tensors. Output shapes depend only on input
 * shapes, and nothing is read back inside, so one eager run at a batch shape can be recorded and
 * replayed as a graph. Every tensor that is neither an input nor made inside is one of the model's
 * frozen weights.
 */
export type StepFunction<Batch extends NamedTensors = NamedTensors> = (
  inputs: StepInputs<Batch>,
) => StepOutputs;

type StepConfig = Pick<
  TrainingConfig,
  'optimiser' | 'maxGradNorm' | 'microBatchSize' | 'recompute'
>;

/** The step: forward, gradients, clipping, AdamW. */
export function createStep<Batch extends NamedTensors>(
  task: Task<Batch>,
  trainable: Trainable,
  { optimiser, maxGradNorm, microBatchSize = Infinity, recompute = false }: StepConfig,
): StepFunction<Batch> {
  // A fixed order, whatever the record's: rounding depends on the order of a sum.
  const names = Object.keys(trainable.parameters);
  return ({ state, batch, seeds, scalars }) =>
    tf.tidy(() => {
      const ordered = Object.fromEntries(
        names.map((name) => [name, state.parameters[name] as tf.Tensor]),
      );
      const run = (batch: Batch, seeds: Seeds) =>
        lossAndGradients(
          (values) =>
            task.loss(batch, forwardOf(trainable, values, scalars.u, { seeds, recompute })),
          ordered,
        );
      const { loss, gradients } = inMicroBatches(task, batch, microBatchSize, seeds, run);
      const gradNorm = globalNorm(gradients);
      const clip = clipFactor(gradNorm, maxGradNorm);
      const given = { ...scalars, ...(clip && { clip }) };
      const next = adamw(optimiser, trainable.groups, state, gradients, given);
      const { averages } = state;
      const { averageKept } = scalars;
      const moved = averages && averageKept && moveAverages(averages, next.parameters, averageKept);
      return { state: { ...next, ...(moved && { averages: moved }) }, loss, gradNorm };
    });
}
