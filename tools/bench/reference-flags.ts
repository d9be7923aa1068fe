import type { GlueRunConfig } from '@singlora/records';

/** What of a run's settings has to be the same on both sides; glue_peft.py's flags have their names. */
const same = {
  rank: 'rank',
  alpha: 'alpha',
  lr: 'learningRate',
  epochs: 'epochs',
  'batch-size': 'batchSize',
  batches: 'batches',
  template: 'template',
  'max-length': 'maxLength',
  'spare-rows': 'spareRows',
  dropout: 'dropout',
  head: 'head',
  'adapter-dropout': 'adapterDropout',
  'weight-decay': 'weightDecay',
  epsilon: 'epsilon',
  schedule: 'schedule',
  'warmup-steps': 'warmupSteps',
  'max-grad-norm': 'maxGradNorm',
} as const satisfies Record<string, keyof GlueRunConfig>;

/** glue_peft.py's flags for the settings of one of our runs, its seed and its model's files apart. */
export function referenceFlags(config: GlueRunConfig): string[] {
  const { task, method, adaptLayers, trainRows, evalRows, maxSteps, ramp, lrRatio, targets } =
    config;
  const [beta1, beta2] = config.betas;
  const flags: Record<string, string | number | undefined> = {
    task,
    method,
    ...Object.fromEntries(Object.entries(same).map(([flag, key]) => [flag, config[key]])),
    beta1,
    beta2,
    'adapt-layers': adaptLayers === 'all' ? 'all' : `top:${adaptLayers}`,
    targets: targets === 'default' ? undefined : targets.join(','),
    'train-rows': trainRows === 'all' ? undefined : trainRows,
    'eval-rows': evalRows === 'all' ? undefined : evalRows,
    'max-steps': maxSteps ?? undefined,
    'lr-ratio': lrRatio ?? undefined,
    ramp: typeof ramp === 'object' && ramp ? `${ramp.steps}steps` : (ramp ?? undefined),
  };
  return Object.entries(flags).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}=${value}`],
  );
}
