import type { AssetRecord, Environment, StartRun } from './index.ts';

export const environment: Environment = {
  node: 'v22.0.0',
  platform: 'linux x64',
  cpu: 'a cpu',
  cores: 2,
  threads: 2,
  code: {},
  lockSha256: null,
  memoryBytes: 2 ** 34,
  git: { commit: 'abc', branch: 'main', dirty: true, diffSha256: 'def' },
  packages: { tfjs: '4.22.0' },
  argv: ['/usr/bin/node', '/home/ann/lab/main.ts'],
  backend: 'cpu',
};

const asset: AssetRecord = {
  kind: 'dataset',
  id: 'glue/mnli',
  revision: '1',
  source: 'built-in',
  origin: 'built in',
  sha256: { train: 'aa' },
  standIn: 'Stands in for MNLI.',
};

/** A run to record. */
export const job = (identity = 'i', extra: Partial<StartRun> = {}): StartRun => ({
  experiment: 'mnli',
  identity,
  config: { seed: 0, betas: [0.9, 0.999], ramp: null },
  environment,
  assets: [asset],
  command: "nx run experiments:mnli --methods 'lora'",
  ...extra,
});
