import type { GlueRunConfig } from '@singlora/records';

/** What of a run's settings has to be the same on both sides; glue_peft.py's flags have their names. */
const same = {
  lr: 'learningRate',
  epochs: 'epochs',
  'batch-size': 'batchSize',
  batches: 'batches',
  template: 'template',
  'max-length': 'maxLength',
  'spare-rows': 'spareRows',
  dropout: 'dropout',
  head: 'head',
  schedule: 'schedule',
  'warmup-steps': 'warmupSteps',
  'max-grad-norm': 'maxGradNorm',
} as const satisfies Record<string, keyof GlueRunConfig>;

/** What glue_peft.py knows of what only some adapters' settings have. */
interface OwnSettings {
  readonly ramp?: 'none' | { readonly steps: number } | { readonly fraction: number };
  readonly target_modules?: readonly string[];
  readonly lora_dropout?: number;
  readonly loraplus_lr_ratio?: number;
}

/** glue_peft.py's flags for the settings of one of our runs, its seed and its model's files apart. */
export function referenceFlags(config: GlueRunConfig): string[] {
  const { task, adapter, optimiser, adaptLayers, trainRows, evalRows, maxSteps } = config;
  const own = adapter as OwnSettings;
  const { ramp, target_modules: targets } = own;
  const length =
    typeof ramp === 'object' ? ('steps' in ramp ? `${ramp.steps}steps` : ramp.fraction) : ramp && 0;
  const flags: Record<string, string | number | undefined> = {
    task,
    ...Object.fromEntries(Object.entries(same).map(([flag, key]) => [flag, config[key]])),
    method: adapter.method,
    rank: adapter.r,
    alpha: adapter.lora_alpha,
    'adapter-dropout': own.lora_dropout,
    'lr-ratio': own.loraplus_lr_ratio,
    ramp: length,
    targets: targets?.join(','),
    beta1: optimiser.beta1,
    beta2: optimiser.beta2,
    epsilon: optimiser.epsilon,
    'weight-decay': optimiser.weightDecay,
    'adapt-layers': adaptLayers === 'all' ? 'all' : `top:${adaptLayers}`,
    'train-rows': trainRows === 'all' ? undefined : trainRows,
    'eval-rows': evalRows === 'all' ? undefined : evalRows,
    'max-steps': maxSteps ?? undefined,
  };
  return Object.entries(flags).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}=${value}`],
  );
}
