import type { GlueRunConfig, WholeModelRun } from '@singlora/records';
import type { TrainingConfig } from '@singlora/training';

type Steps = Pick<
  WholeModelRun,
  'learningRate' | 'batchSize' | 'optimiser' | 'warmupSteps' | 'maxGradNorm'
>;

/** The trainer's settings for a run's steps. */
export const adapterTraining = ({
  learningRate,
  optimiser,
  batchSize,
  warmupSteps,
  maxGradNorm,
}: Steps) => {
  const { beta1, beta2, ...rest } = optimiser;
  return {
    batchSize,
    optimiser: { learningRate, betas: [beta1, beta2], ...rest },
    warmupSteps,
    maxGradNorm,
  } satisfies Partial<TrainingConfig>;
};

/** The same for a run that trains an adapter. */
export const adapterStepsOf = ({
  schedule,
  recompute,
  microBatchSize,
  ...steps
}: Steps & Pick<GlueRunConfig, 'schedule' | 'recompute' | 'microBatchSize'>) => ({
  ...adapterTraining(steps),
  schedule,
  recompute,
  ...(microBatchSize !== null && { microBatchSize }),
});

/** The training of a whole model: a cosine schedule, and averaged weights that are evaluated periodically. */
export const wholeModelConfig = (config: WholeModelRun, evaluateEvery: number): TrainingConfig => ({
  ...adapterTraining(config),
  maxSteps: config.steps,
  schedule: 'cosine',
  averageDecay: config.averageDecay,
  evaluateEvery,
  seed: config.seed,
});
