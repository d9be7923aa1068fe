import { parseAdapterConfig, type AdapterConfig } from '@singlora/core';
import type { TrainingConfig } from '@singlora/training';
import type { Plan } from '@singlora/runner';
import { UsageError } from '@singlora/runner';
import type { GlueSettings } from './settings.ts';

/** One GLUE run, resolved: what its record keeps and its identity is made of. */
export interface GlueRunConfig {
  readonly task: string;
  readonly preset: string;
  readonly model: string;
  readonly method: string;
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly string[] | 'default';
  readonly ramp: number;
  /** how the single factor starts, where the method has the choice: `{ dist, fan }` */
  readonly init: object | null;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly maxSteps: number | null;
  readonly maxLength: number;
  readonly trainRows: number | 'all';
  readonly evalRows: number | 'all';
  readonly split: string;
  readonly seed: number;
  readonly dropout: number;
  readonly weightDecay: number;
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly schedule: 'linear' | 'constant';
  readonly warmupSteps: number;
  readonly maxGradNorm: number;
}

/** One run a method and seed, seeds outermost so that early results compare methods. */
export function planGlueRuns(
  task: string,
  settings: GlueSettings,
  preset: string,
): Plan<GlueRunConfig>[] {
  return settings.seeds.flatMap((seed) =>
    settings.methods.map((method) => ({
      label: `${task} · ${method} · seed ${seed}`,
      config: resolve(task, settings, preset, method, seed),
    })),
  );
}

function resolve(
  task: string,
  settings: GlueSettings,
  preset: string,
  method: string,
  seed: number,
): GlueRunConfig {
  const { methods: _methods, seeds: _seeds, lr, data: _data, beta1, beta2, ...rest } = settings;
  const adapter = { method, ...rest, targets: settings.targets ?? ('default' as const) };
  const { init = null } = adapterConfigOf(adapter) as { init?: object };
  return {
    ...adapter,
    task,
    preset,
    seed,
    init,
    learningRate: learningRateOf(lr, method),
    maxSteps: settings.maxSteps ?? null,
    trainRows: settings.trainRows ?? 'all',
    evalRows: settings.evalRows ?? 'all',
    split: 'validation_matched',
    betas: [beta1, beta2],
  };
}

function learningRateOf(lr: GlueSettings['lr'], method: string): number {
  if (typeof lr === 'number') return lr;
  const rate = lr[method];
  if (rate === undefined) {
    throw new UsageError(
      `--lr names no rate for the method "${method}"; it has ${Object.keys(lr).join(', ')}. ` +
        `Add ${method}=RATE, or give one rate for all.`,
    );
  }
  return rate;
}

/** The adapter that a run trains; the ramp goes to the methods that declare one. Throws CoreError for settings of no use. */
export function adapterConfigOf({
  method,
  rank,
  alpha,
  targets,
  ramp,
}: Pick<GlueRunConfig, 'method' | 'rank' | 'alpha' | 'targets' | 'ramp'>): AdapterConfig {
  const hasRamp = 'ramp' in parseAdapterConfig({ method });
  return parseAdapterConfig({
    method,
    r: rank,
    lora_alpha: alpha,
    ...(targets === 'default' ? {} : { target_modules: [...targets] }),
    ...(hasRamp ? { ramp: ramp === 0 ? 'none' : { fraction: ramp } } : {}),
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
    seed: config.seed,
  };
}
