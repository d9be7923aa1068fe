import { parseAdapterConfig, type AdapterConfig } from '@singlora/core';
import type { GlueRunConfig, GlueTask } from '@singlora/records';
import type { TrainingConfig } from '@singlora/training';
import type { GlueSettings } from './settings.ts';

/** What differs between the runs of an experiment. */
export type RunChoice = Pick<
  GlueRunConfig,
  'method' | 'seed' | 'learningRate' | 'purpose' | 'search'
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
  const { initFan } = settings;
  const known = parseAdapterConfig({ method: choice.method });
  const config: GlueRunConfig = {
    ...choice,
    preset,
    task: task.name,
    objective: task.objective,
    metrics: task.metrics,
    model: settings.model,
    rank: settings.rank,
    alpha: settings.alpha,
    targets: settings.targets ?? 'default',
    ramp: 'ramp' in known ? settings.ramp : null,
    init: 'init' in known ? { ...known.init, ...(initFan && { fan: initFan }) } : null,
    lrRatio: 'loraplus_lr_ratio' in known ? settings.lrRatio : null,
    adapterDropout: settings.adapterDropout,
    batchSize: settings.batchSize,
    epochs: settings.epochs,
    maxSteps: settings.maxSteps ?? null,
    template: settings.template,
    maxLength: settings.maxLength,
    trainRows: settings.trainRows ?? 'all',
    evalRows: settings.evalRows ?? 'all',
    splits: settings.splits ?? 'all',
    submission: settings.submission && choice.purpose === 'result',
    dropout: settings.dropout,
    weightDecay: settings.weightDecay,
    betas: [settings.beta1, settings.beta2],
    epsilon: settings.epsilon,
    schedule: settings.schedule,
    warmupSteps: settings.warmupSteps,
    maxGradNorm: settings.maxGradNorm,
    recompute: settings.recompute,
    microBatchSize: settings.microBatchSize ?? null,
  };
  adapterConfigOf(config);
  return config;
}

/** The adapter that a run trains. Throws CoreError for settings that are not valid. */
export function adapterConfigOf(config: GlueRunConfig): AdapterConfig {
  const { method, rank, alpha, targets, ramp, init, lrRatio, adapterDropout } = config;
  return parseAdapterConfig({
    method,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: adapterDropout,
    ...(targets === 'default' ? {} : { target_modules: [...targets] }),
    ...(ramp === null ? {} : { ramp: ramp === 0 ? 'none' : { fraction: ramp } }),
    ...(init === null ? {} : { init }),
    ...(lrRatio === null ? {} : { loraplus_lr_ratio: lrRatio }),
  });
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
