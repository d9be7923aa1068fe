import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { glueRunConfig } from '@singlora/records';

const config = glueRunConfig.parse({
  version: 3,
  task: 'mrpc',
  objective: 'classification',
  metrics: ['accuracy', 'f1'],
  purpose: 'result',
  search: null,
  preset: 'top-two',
  model: 'some/model',
  adapter: {
    method: 'singlora',
    r: 16,
    lora_alpha: 32,
    lora_dropout: 0,
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
  spareBy: 'row',
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

/** The flags of glue_peft.py that `--run` expands to. */
function flagsOf(run: object): unknown {
  const program =
    'import json, sys; from run_settings import flags_of; print(json.dumps(flags_of(json.loads(sys.argv[1]))))';
  const cwd = join(import.meta.dirname, '../reference');
  return JSON.parse(
    execFileSync('python3', ['-c', program, JSON.stringify(run)], { cwd, encoding: 'utf8' }),
  );
}

describe.skipIf(spawnSync('python3', ['--version']).status !== 0)('a run as flags', () => {
  it('has every setting that changes a result, and leaves out what means "all" or "none"', () => {
    expect(flagsOf(config)).toEqual({
      task: 'mrpc',
      method: 'singlora',
      rank: 16,
      alpha: 32,
      lr: 0.003,
      epochs: 5,
      batch_size: 8,
      batches: 'shuffled',
      template: 'pair',
      max_length: 128,
      spare_rows: 1400,
      spare_by: 'row',
      dropout: 0,
      head: 'output',
      adapter_dropout: 0,
      weight_decay: 0.1,
      epsilon: 1e-6,
      schedule: 'constant',
      warmup_steps: 7,
      max_grad_norm: 2,
      beta1: 0.9,
      beta2: 0.95,
      adapt_layers: 'top:2',
      train_rows: 2268,
      ramp: '0.01',
    });
  });

  it('names what is set besides', () => {
    const flags = flagsOf({
      ...config,
      adaptLayers: 'all',
      trainRows: 'all',
      evalRows: 50,
      maxSteps: 9,
      spareBy: 'text',
      adapter: {
        ...config.adapter,
        target_modules: ['query', 'key'],
        loraplus_lr_ratio: 4,
        ramp: { steps: 20 },
      },
    });
    expect(flags).toMatchObject({
      adapt_layers: 'all',
      eval_rows: 50,
      max_steps: 9,
      targets: ['query', 'key'],
      lr_ratio: 4,
      ramp: '20steps',
      spare_by: 'text',
    });
    expect(flags).not.toHaveProperty('train_rows');
  });
});
