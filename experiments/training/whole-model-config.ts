import type { TrainingConfig } from '@singlora/training';

/** What runs that train a whole model have in common in their records. */
export interface WholeModelRun {
  readonly seed: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly maxGradNorm: number;
  readonly warmupSteps: number;
  readonly averageDecay: number;
}

/** How training takes them: a cosine schedule, and averages that are evaluated every so many steps. */
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
