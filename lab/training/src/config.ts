import type { AdamWConfig } from './adamw.ts';
import { badTrainingConfig, noExamples, noLength } from './errors.ts';
import { schedules, type ScheduleConfig } from './schedule.ts';
import type { Task } from './task.ts';

/** Everything that decides the course of a training run, besides the task and the trained parameters. */
export interface TrainingConfig extends ScheduleConfig {
  /** the run's length in passes over the examples; where both are given, the shorter length counts */
  epochs?: number;
  /** the run's length in optimiser steps; the schedule ends there */
  maxSteps?: number;
  /** examples per optimiser step */
  batchSize: number;
  /**
   * Examples per micro-batch within a step, whose gradients are summed: the same result from less
   * memory, except for the dropout's masks. All at once unless set.
   */
  microBatchSize?: number;
  optimiser: AdamWConfig;
  /** the global gradient norm is clipped to this; 0: no clipping */
  maxGradNorm: number;
  /**
   * The decay of a running average of each parameter, reached after enough steps. Averages are kept alongside the parameters,
   * and evaluations use them. None unless set.
   */
  averageDecay?: number;
  /** optimiser steps from one evaluation of the task to the next; none unless set */
  evaluateEvery?: number;
  seed: number;
  /**
   * Keeps only each layer's input and runs the layer again for the gradients: the same result from
   * far less memory, in up to 1.5 times the time. Off unless set.
   */
  recompute?: boolean;
}

/** @throws TrainingError TRAINING_BAD_CONFIG naming the first key that is out of range */
export function checkConfig(config: TrainingConfig, task: Pick<Task, 'evaluate'>): void {
  const { optimiser } = config;
  const count = (key: keyof TrainingConfig, least: number, isOptional = false) => {
    const value = config[key];
    if (value === undefined && isOptional) return;
    if (!Number.isSafeInteger(value) || Number(value) < least) {
      throw badTrainingConfig(key, value, `a whole number of at least ${least}`);
    }
  };
  const real = (key: string, value: number, fits: boolean, expected: string) => {
    if (!Number.isFinite(value) || !fits) throw badTrainingConfig(key, value, expected);
  };
  count('epochs', 1, true);
  count('maxSteps', 1, true);
  count('batchSize', 1);
  count('microBatchSize', 1, true);
  count('warmupSteps', 0);
  count('evaluateEvery', 1, true);
  count('seed', 0);
  if (!schedules.includes(config.schedule))
    throw badTrainingConfig('schedule', config.schedule, `one of ${schedules.join(', ')}`);
  if (config.evaluateEvery !== undefined && !task.evaluate) {
    throw badTrainingConfig(
      'evaluateEvery',
      config.evaluateEvery,
      'left out: the task has no evaluation',
    );
  }
  const { averageDecay = 0 } = config;
  real('averageDecay', averageDecay, averageDecay >= 0 && averageDecay < 1, 'in [0, 1)');
  real('maxGradNorm', config.maxGradNorm, config.maxGradNorm >= 0, '0 (no clipping) or more');
  const { learningRate, betas, epsilon, weightDecay } = optimiser;
  real('optimiser.learningRate', learningRate, learningRate > 0, 'a positive number');
  betas.forEach((beta, i) =>
    real(`optimiser.betas[${i}]`, beta, beta >= 0 && beta < 1, 'in [0, 1)'),
  );
  real('optimiser.epsilon', epsilon, epsilon > 0, 'a positive number');
  real('optimiser.weightDecay', weightDecay, weightDecay >= 0, '0 or more');
}

/**
 * Optimiser steps of a run; the last batch of an epoch may be a partial one.
 *
 * @param examples in an epoch; Infinity: there are no epochs
 * @throws TrainingError TRAINING_NO_EXAMPLES; TRAINING_BAD_CONFIG where neither length of the run is set
 */
export function countSteps(
  { batchSize, epochs = Infinity, maxSteps = Infinity }: TrainingConfig,
  examples: number,
): number {
  if (!(examples > 0)) throw noExamples();
  const totalSteps = Math.min(epochs * Math.ceil(examples / batchSize), maxSteps);
  if (totalSteps === Infinity) throw noLength();
  return totalSteps;
}
