import { parseAdapterConfig, type AdapterConfig } from '@singlora/core';
import type { TemplateName } from '@singlora/glue';
import type { GlueTask } from '@singlora/records';
import type { TrainingConfig } from '@singlora/training';
import type { GlueSettings } from './settings.ts';

/** The trials that a run's learning rate was chosen by; the same for every method. */
export interface RateSearch {
  readonly rates: readonly number[];
  readonly seeds: readonly number[];
  /** split off the training rows, to score the trials on */
  readonly holdoutRows: number;
  /** that a trial trains on */
  readonly trialRows: number | 'rest';
}

/** One GLUE run, resolved: what its record keeps and its identity is made of. */
export interface GlueRunConfig {
  readonly task: string;
  readonly objective: GlueTask['objective'];
  /** the first is the headline */
  readonly metrics: GlueTask['metrics'];
  /** a trial scores rows held out of the training rows, never dev rows */
  readonly purpose: 'result' | 'trial';
  /** how the learning rate was found; null: it was given */
  readonly search: RateSearch | null;
  readonly preset: string;
  readonly model: string;
  readonly method: string;
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly string[] | 'default';
  /** as a fraction of the steps; null for methods without a ramp */
  readonly ramp: number | null;
  /** how the single factor starts, where the method has the choice: `{ dist, fan }` */
  readonly init: object | null;
  /** B's rate over A's, where the method has two */
  readonly lrRatio: number | null;
  readonly adapterDropout: number;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly maxSteps: number | null;
  readonly template: TemplateName;
  readonly maxLength: number;
  readonly trainRows: number | 'all';
  readonly evalRows: number | 'all';
  readonly splits: readonly string[] | 'all';
  readonly submission: boolean;
  readonly seed: number;
  readonly dropout: number;
  readonly weightDecay: number;
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly schedule: 'linear' | 'constant';
  readonly warmupSteps: number;
  readonly maxGradNorm: number;
  readonly recompute: boolean;
  readonly microBatchSize: number | null;
}

/** What tells one run of an experiment from the next. */
export type RunChoice = Pick<
  GlueRunConfig,
  'method' | 'seed' | 'learningRate' | 'purpose' | 'search'
>;

/**
 * A setting that only some methods know, such as the ramp, goes to those whose configuration has a place for it.
 * Throws CoreError for settings of no use to the method.
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

/** The adapter that a run trains. Throws CoreError for settings of no use. */
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
    optimizer: {
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
