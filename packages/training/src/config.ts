import type { AdamWConfig } from './adamw.ts';
import { badConfig } from './errors.ts';
import type { ScheduleConfig } from './schedule.ts';

/** Everything that decides the course of a training run, beside the model, the adapter and the rows. */
export interface TrainingConfig extends ScheduleConfig {
  /** passes over the examples */
  epochs: number;
  /** stops after this many optimiser steps if the epochs hold more; the schedule then ends there */
  maxSteps?: number;
  /** examples per optimiser step */
  batchSize: number;
  /**
   * Examples at a time within a step, whose gradients are added up: the same result, but for the
   * dropout's masks, from less memory. All at once unless set.
   */
  microBatchSize?: number;
  optimizer: AdamWConfig;
  /** the global gradient norm is clipped to this; 0: no clipping */
  maxGradNorm: number;
  /** optimiser steps between two calls of the job's `onEvaluate` */
  evaluateEvery?: number;
  seed: number;
  /**
   * Keeps only each Transformer layer's input for the gradients, and runs the layer again for them:
   * the same result from far less memory, in up to half as much time again. Off unless set.
   */
  recompute?: boolean;
}

/** @throws TrainingError TRAINING_BAD_CONFIG naming the first key that is out of range */
export function checkConfig(config: TrainingConfig): void {
  const { optimizer } = config;
  const count = (key: keyof TrainingConfig, least: number) => {
    const value = config[key];
    if (value === undefined) return;
    if (!Number.isSafeInteger(value) || Number(value) < least) {
      throw badConfig(key, value, `a whole number of at least ${least}`);
    }
  };
  const real = (key: string, value: number, fits: boolean, expected: string) => {
    if (!Number.isFinite(value) || !fits) throw badConfig(key, value, expected);
  };
  count('epochs', 1);
  count('maxSteps', 1);
  count('batchSize', 1);
  count('microBatchSize', 1);
  count('warmupSteps', 0);
  count('evaluateEvery', 1);
  count('seed', 0);
  real('maxGradNorm', config.maxGradNorm, config.maxGradNorm >= 0, '0 (no clipping) or more');
  const { learningRate, betas, epsilon, weightDecay } = optimizer;
  real('optimizer.learningRate', learningRate, learningRate > 0, 'a positive number');
  betas.forEach((beta, i) =>
    real(`optimizer.betas[${i}]`, beta, beta >= 0 && beta < 1, 'in [0, 1)'),
  );
  real('optimizer.epsilon', epsilon, epsilon > 0, 'a positive number');
  real('optimizer.weightDecay', weightDecay, weightDecay >= 0, '0 or more');
}

/** Optimiser steps of the whole run; the last batch of an epoch may be a partial one. */
export function countSteps(
  config: TrainingConfig,
  examples: number,
): { stepsPerEpoch: number; totalSteps: number } {
  const stepsPerEpoch = Math.ceil(examples / config.batchSize);
  const totalSteps = Math.min(config.epochs * stepsPerEpoch, config.maxSteps ?? Infinity);
  return { stepsPerEpoch, totalSteps };
}
