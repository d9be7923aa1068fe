import type { WholeModelRun } from '@singlora/records';
import type { TrainingConfig } from '@singlora/training';

/** How a whole model is trained: a cosine schedule, and averages that are evaluated every so many steps. */
export function wholeModelConfig(config: WholeModelRun, evaluateEvery: number): TrainingConfig {
  return {
    maxSteps: config.steps,
    batchSize: config.batchSize,
    optimiser: {
      learningRate: config.learningRate,
      betas: [...config.betas],
      epsilon: config.epsilon,
      weightDecay: config.weightDecay,
    },
    schedule: 'cosine',
    warmupSteps: config.warmupSteps,
    maxGradNorm: config.maxGradNorm,
    averageDecay: config.averageDecay,
    evaluateEvery,
    seed: config.seed,
  };
}
