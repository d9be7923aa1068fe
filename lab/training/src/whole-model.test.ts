import { folderForEachTest } from '@singlora/core/disk/temporary';
import type { NamedTensors } from '@singlora/core/kernels';
import { createUNet, type UNet } from '@singlora/models';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TrainingConfig } from './config.ts';
import { forwardBatches } from './forward.ts';
import { disposeState, flatten } from './state.ts';
import type { Draw, Forward, Task } from './task.ts';
import { train, type TrainingJob } from './train.ts';
import { wholeModel } from './whole-model.ts';

const folder = folderForEachTest();
let model: UNet;
beforeAll(() => startBackend());
beforeEach(() => {
  model = tinyUNet();
});
afterEach(() => {
  model.dispose();
});

function tinyUNet(): UNet {
  const random = randomStream(2, 'weights');
  const config = {
    _class_name: 'UNet2DConditionModel',
    in_channels: 2,
    out_channels: 2,
    block_out_channels: [4],
    layers_per_block: 1,
    down_block_types: ['DownBlock2D'],
    up_block_types: ['CrossAttnUpBlock2D'],
    cross_attention_dim: 3,
    norm_num_groups: 2,
    attention_head_dim: 2,
  };
  return createUNet(config, (name, shape) => {
    if (shape.length === 1) return /norm.*weight/.test(name) ? tf.ones(shape) : tf.zeros(shape);
    const [size, fan] = [shape, shape.slice(1)].map((sizes) => sizes.reduce((a, b) => a * b));
    const values = { length: size! };
    return tf.tensor(
      Float32Array.from(values, () => random.normal() / Math.sqrt(fan!)),
      shape,
    );
  });
}

const numbers = (shape: number[], normal: () => number) =>
  tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b) }, normal), shape);

type Noisy = { noise: tf.Tensor4D; times: tf.Tensor1D };

function noisy(rows: number, draw: Draw): Noisy {
  const noise = draw('noise');
  return {
    noise: numbers([rows, 4, 4, 2], () => noise.normal()) as tf.Tensor4D,
    times: tf.fill([rows], 500),
  };
}

/** The task of predicting the noise in pictures of pure noise. It has no epochs. */
const task: Task<Noisy> = {
  examples: Infinity,
  draws: [],
  fingerprint: () => 'noise',
  openBatches: ({ batchSize }) => ({
    at: (_completed, draw) => ({ batch: noisy(batchSize, draw), examples: batchSize }),
  }),
  loss({ noise, times }, { pass }) {
    const context = tf.ones<tf.Rank.R3>([noise.shape[0], 3, 3]);
    const predicted = model.predict({ latents: noise, timesteps: times, context }, pass());
    return tf.mean<tf.Scalar>(tf.squaredDifference(predicted, noise));
  },
  async evaluate(trained, signal) {
    const draw = (name: string) => randomStream(0, 'validation', name);
    const batches = [5, 6].map((rows) => () => noisy(rows, draw));
    const run = (batch: Noisy, forward: Forward) => ({ loss: task.loss(batch, forward) });
    let sum = 0;
    for await (const { loss } of forwardBatches({ ...trained, batches, run, signal })) {
      sum += loss[0]!;
    }
    return { loss: sum / 2 };
  },
};

const config: TrainingConfig = {
  maxSteps: 6,
  batchSize: 4,
  optimiser: { learningRate: 0.01, betas: [0.9, 0.99], epsilon: 1e-8, weightDecay: 0.01 },
  schedule: 'cosine',
  warmupSteps: 1,
  maxGradNorm: 1,
  averageDecay: 0.9,
  seed: 3,
};

const valuesOf = (tensors: NamedTensors) =>
  Object.entries(tensors).map(([name, t]) => [name, [...t.dataSync()]] as const);

async function run(
  changes: Partial<TrainingConfig> = {},
  { crashAt, ...job }: Partial<TrainingJob> & { crashAt?: number } = {},
) {
  const losses: number[] = [];
  const { state } = await train({
    ...(job as object),
    task,
    trainable: wholeModel(model),
    config: { ...config, ...changes },
    onStep({ step, loss }) {
      if (step === crashAt) throw new Error('power cut');
      losses.push(loss);
    },
  });
  const tensors = valuesOf(flatten(state));
  disposeState(state);
  return { losses, tensors };
}

test('all of a model learns and is evaluated, and its averages follow; the model itself stays', async () => {
  const before = valuesOf(model.weights);
  const count = tf.memory().numTensors;
  const [losses, scores]: number[][] = [[], []];
  const { state } = await train({
    task,
    trainable: wholeModel(model),
    config: { ...config, maxSteps: 40, evaluateEvery: 13 },
    onStep: ({ loss }) => void losses!.push(loss),
    onEvaluate: ({ scores: { loss } }) => void scores!.push(loss!),
  });
  expect(losses!.at(-1)).toBeLessThan(0.5 * losses![0]!);
  expect(scores).toHaveLength(3);
  expect(scores![2]).toBeLessThan(0.8 * scores![0]!);
  const { parameters, averages } = state;
  for (const [name, first] of before) {
    const [last, average] = [parameters[name]!, averages![name]!].map((t) => [...t.dataSync()]);
    expect([name, last]).not.toEqual([name, first]);
    expect([name, average]).not.toEqual([name, last]);
  }
  disposeState(state);
  expect(tf.memory().numTensors).toBe(count);
  expect(valuesOf(model.weights)).toEqual(before);
});

test.each<Partial<TrainingConfig>>([{}, { microBatchSize: 3, recompute: true }])(
  'killed and resumed, it is bit-identical to an uninterrupted run, averages too: %j',
  async (changes) => {
    const whole = await run(changes);
    const checkpoint = { folder, every: 1e-9 };
    await expect(run(changes, { checkpoint, crashAt: 4 })).rejects.toThrow('power cut');
    const resumed = await run(changes, { checkpoint });
    expect(resumed.losses.length).toBeLessThan(6);
    expect(resumed.losses).toEqual(whole.losses.slice(-resumed.losses.length));
    expect(resumed.tensors).toEqual(whole.tensors);
    expect(resumed.tensors.filter(([name]) => name.startsWith('averages/'))).toHaveLength(
      Object.keys(model.weights).length,
    );
  },
);

test('matrices and filters decay, biases and norms do not', () => {
  const { groups } = wholeModel(model);
  const decaying = Object.keys(groups).filter((name) => groups[name]!.weightDecay);
  expect(decaying.every((name) => name.endsWith('.weight') && !/norm/.test(name))).toBe(true);
  expect(decaying).toEqual(
    expect.arrayContaining(['conv_in.weight', 'time_embedding.linear_1.weight']),
  );
});
