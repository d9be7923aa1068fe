import { expect, it } from 'vitest';
import { glueRunConfig } from '@singlora/records';
import { referenceFlags } from './reference-flags.ts';

const config = glueRunConfig.parse({
  version: 2,
  task: 'mrpc',
  objective: 'classification',
  metrics: ['accuracy', 'f1'],
  purpose: 'result',
  search: null,
  preset: 'top-two',
  model: 'some/model',
  adapter: {
    ...{ method: 'singlora', r: 16, lora_alpha: 32, lora_dropout: 0 },
    ramp: { fraction: 0.01 },
  },
  adaptLayers: 2,
  learningRate: 0.003,
  batchSize: 8,
  batches: 'shuffled',
  epochs: 5,
  maxSteps: null,
  template: 'pair',
  maxLength: 128,
  trainRows: 2268,
  evalRows: 'all',
  spareRows: 1400,
  splits: 'all',
  submission: false,
  seed: 3,
  dropout: 0,
  head: 'output',
  optimiser: { beta1: 0.9, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1 },
  schedule: 'constant',
  warmupSteps: 7,
  maxGradNorm: 2,
  recompute: false,
  precision: 'float32',
  microBatchSize: null,
});

it('gives every setting that changes a result, and leaves out what means "all" or "none"', () => {
  expect(referenceFlags(config).sort()).toEqual(
    [
      ...['--task=mrpc', '--method=singlora', '--rank=16', '--alpha=32', '--lr=0.003'],
      ...['--epochs=5', '--batch-size=8', '--batches=shuffled', '--template=pair'],
      ...['--max-length=128', '--spare-rows=1400', '--dropout=0', '--head=output'],
      ...['--adapter-dropout=0', '--weight-decay=0.1', '--epsilon=0.000001'],
      ...['--schedule=constant', '--warmup-steps=7', '--max-grad-norm=2', '--beta1=0.9'],
      ...['--beta2=0.95', '--adapt-layers=top:2', '--train-rows=2268', '--ramp=0.01'],
    ].sort(),
  );
});

it('names what is set besides', () => {
  const flags = referenceFlags({
    ...config,
    ...{ adaptLayers: 'all', trainRows: 'all', evalRows: 50, maxSteps: 9 },
    adapter: {
      ...config.adapter,
      ...{ target_modules: ['query', 'key'], loraplus_lr_ratio: 4, ramp: { steps: 20 } },
    },
  });
  expect(flags).toEqual(
    expect.arrayContaining([
      ...['--adapt-layers=all', '--eval-rows=50', '--max-steps=9', '--targets=query,key'],
      ...['--lr-ratio=4', '--ramp=20steps'],
    ]),
  );
  expect(flags.join(' ')).not.toContain('--train-rows');
});
