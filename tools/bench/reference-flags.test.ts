import { expect, it } from 'vitest';
import { glueRunConfig } from '@singlora/records';
import { referenceFlags } from './reference-flags.ts';

const config = glueRunConfig.parse({
  task: 'mrpc',
  objective: 'classification',
  metrics: ['accuracy', 'f1'],
  purpose: 'result',
  search: null,
  preset: 'top-two',
  model: 'some/model',
  method: 'singlora',
  rank: 16,
  alpha: 32,
  targets: 'default',
  adaptLayers: 2,
  ramp: 0.01,
  init: null,
  lrRatio: null,
  adapterDropout: 0,
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
  weightDecay: 0.1,
  betas: [0.9, 0.95],
  epsilon: 1e-6,
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
    ...{ targets: ['query', 'key'], lrRatio: 4, ramp: { steps: 20 } },
  });
  expect(flags).toEqual(
    expect.arrayContaining([
      ...['--adapt-layers=all', '--eval-rows=50', '--max-steps=9', '--targets=query,key'],
      ...['--lr-ratio=4', '--ramp=20steps'],
    ]),
  );
  expect(flags.join(' ')).not.toContain('--train-rows');
});
