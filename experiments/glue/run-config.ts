import type { GlueRunConfig, GlueTask } from '@singlora/records';
import { countSteps, type TrainingConfig } from '@singlora/training';
import { adapterConfigOf, settingsOf } from '../training/adapter-config.ts';
import { precisionOf } from '../training/precision.ts';
import type { GlueSettings } from './settings.ts';

/** What differs between the runs of an experiment. */
type RunChoice = Pick<
  GlueRunConfig,
  'method' | 'rank' | 'seed' | 'learningRate' | 'purpose' | 'search'
>;

/**
 * A setting that only some methods know, such as the ramp, goes to those whose configuration has a place for it.
 * Throws CoreError for settings that the method cannot use.
 */
export function resolveRun(
  task: GlueTask,
  settings: GlueSettings,
  preset: string,
  choice: RunChoice,
): GlueRunConfig {
  const config: GlueRunConfig = {
    version: 1,
    ...choice,
    preset,
    task: task.name,
    objective: task.objective,
    metrics: task.metrics,
    model: settings.model,
    alpha: (settings.alpha * choice.rank) / settings.rank,
    targets: settings.targets ?? 'default',
    adaptLayers: settings.adaptLayers,
    ...settingsOf(choice.method, settings),
    adapterDropout: settings.adapterDropout,
    batchSize: settings.batchSize,
    batches: settings.batches,
    epochs: settings.epochs,
    maxSteps: settings.maxSteps ?? null,
    template: settings.template,
    maxLength: settings.maxLength,
    trainRows: settings.trainRows ?? 'all',
    evalRows: settings.evalRows ?? 'all',
    spareRows: settings.spareRows,
    splits: settings.splits ?? 'all',
    submission: settings.submission && choice.purpose === 'result',
    dropout: settings.dropout,
    head: settings.head,
    weightDecay: settings.weightDecay,
    betas: [settings.beta1, settings.beta2],
    epsilon: settings.epsilon,
    schedule: settings.schedule,
    warmupSteps: settings.warmupSteps,
    maxGradNorm: settings.maxGradNorm,
    recompute: settings.recompute,
    precision: precisionOf(settings),
    microBatchSize: settings.microBatchSize ?? null,
  };
  adapterConfigOf(config);
  return config;
}

export function trainingConfigOf(config: GlueRunConfig): TrainingConfig {
  return {
    epochs: config.epochs,
    ...(config.maxSteps === null ? {} : { maxSteps: config.maxSteps }),
    batchSize: config.batchSize,
    optimiser: {
      learningRate: config.learningRate,
      betas: [...config.betas],
      epsilon: config.epsilon,
      weightDecay: config.weightDecay,
    },
    schedule: config.schedule,
    warmupSteps: config.warmupSteps,
    maxGradNorm: config.maxGradNorm,
    recompute: config.recompute,
    ...(config.microBatchSize === null ? {} : { microBatchSize: config.microBatchSize }),
    seed: config.seed,
  };
}

/** How many steps a run takes, where there are so many training rows. */
export function stepsOf(config: GlueRunConfig, rows: number): number {
  const { trainRows, spareRows, purpose, search } = config;
  const atMost = (some: number | 'all' | 'rest', all: number) =>
    typeof some === 'number' ? Math.min(some, all) : all;
  const sampled = atMost(trainRows, rows - spareRows);
  const trained =
    purpose === 'trial' && search
      ? atMost(search.trialRows, sampled - search.holdoutRows)
      : sampled;
  return countSteps(trainingConfigOf(config), trained).totalSteps;
}
