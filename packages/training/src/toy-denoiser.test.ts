import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TrainingConfig } from './config.ts';
import { createProgress } from './reporter.ts';
import { disposeState, flatten } from './state.ts';
import { toyDenoiser, type ToyDenoiser } from './toy-denoiser.test.support.ts';
import { train, type TrainingJob } from './train.ts';

let folder: string;
beforeAll(() => startBackend());
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'denoiser-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const config: TrainingConfig = {
  maxSteps: 12,
  batchSize: 16,
  optimiser: { learningRate: 0.02, betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0 },
  schedule: 'linear',
  warmupSteps: 2,
  maxGradNorm: 1,
  seed: 3,
};

/** A run's losses by step and its last state; `crashAt` ends it there as a power cut would. */
async function run(
  { task, adapter }: ToyDenoiser,
  changes: Partial<TrainingConfig> = {},
  { crashAt, ...job }: Partial<TrainingJob> & { crashAt?: number } = {},
) {
  const losses: number[] = [];
  const { state, ...result } = await train({
    ...(job as object),
    task,
    trainable: adapter,
    config: { ...config, ...changes },
    onStep({ step, loss }) {
      if (step === crashAt) throw new Error('power cut');
      losses[step] = loss;
    },
  });
  const tensors = Object.entries(flatten(state)).map(([name, t]) => [name, [...t.dataSync()]]);
  disposeState(state);
  return { ...result, losses: losses.filter((loss) => loss !== undefined), tensors };
}

test('a task without tokens or epochs learns, is evaluated and leaves no tensors', async () => {
  const denoiser = toyDenoiser();
  const scores: number[] = [];
  const before = tf.memory().numTensors;
  const onEvaluate: TrainingJob['onEvaluate'] = ({ scores: { loss } }) => scores.push(loss!);
  const { losses, steps } = await run(
    denoiser,
    { maxSteps: 80, evaluateEvery: 26 },
    { onEvaluate },
  );
  expect(steps).toBe(80);
  const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
  expect(mean(losses.slice(-10))).toBeLessThan(0.6 * mean(losses.slice(0, 10)));
  expect(scores).toHaveLength(3);
  expect(scores[2]).toBeLessThan(scores[0]!);
  expect(tf.memory().numTensors).toBe(before);
});

test.each<Partial<TrainingConfig>>([
  {},
  { microBatchSize: 5 },
  { microBatchSize: 5, recompute: true },
])('killed and resumed, it is bit-identical to an uninterrupted run: %j', async (changes) => {
  const denoiser = toyDenoiser({ rate: 0.2, method: 'singlora' });
  const whole = await run(denoiser, changes);
  const checkpoint = { folder, every: 1e-9 };
  await expect(run(denoiser, changes, { checkpoint, crashAt: 6 })).rejects.toThrow('power cut');
  const resumed = await run(denoiser, changes, { checkpoint });
  expect(resumed.losses.length).toBeLessThan(12);
  expect(resumed.losses).toEqual(whole.losses.slice(-resumed.losses.length));
  expect(resumed.tensors).toEqual(whole.tensors);
});

test.each<Partial<TrainingConfig>>([{ microBatchSize: 5 }, { recompute: true }])(
  'with less memory it is the same run, to rounding: %j',
  async (changes) => {
    const whole = await run(toyDenoiser());
    const less = await run(toyDenoiser(), changes);
    less.losses.forEach((loss, i) => expect(loss).toBeCloseTo(whole.losses[i]!, 4));
  },
);

test('recomputation runs each layer again', async () => {
  const [plain, recomputed] = [toyDenoiser(), toyDenoiser()];
  await run(plain);
  await run(recomputed, { recompute: true });
  expect(recomputed.layersRun()).toBe(2 * plain.layersRun());
});

test('every step draws anew, and the seed decides what', async () => {
  const { losses } = await run(toyDenoiser(), { maxSteps: 3 });
  expect(new Set(losses).size).toBe(3);
  expect((await run(toyDenoiser(), { maxSteps: 3, seed: 4 })).losses).not.toEqual(losses);
});

test('a checkpoint of another task is refused', async () => {
  const checkpoint = { folder };
  await run(toyDenoiser(), { maxSteps: 2 }, { checkpoint });
  await expect(
    run(toyDenoiser({ scale: 2 }), { maxSteps: 2 }, { checkpoint }),
  ).rejects.toThrowError(expect.objectContaining({ code: 'TRAINING_CHECKPOINT_MISMATCH' }));
});

test('shows progress', async () => {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  const progress = createProgress({ label: 'train', total: 12, stream });
  const { task, adapter } = toyDenoiser();
  const { state } = await train({
    task,
    trainable: adapter,
    config,
    onStep: ({ step, loss, examples }) =>
      progress.update({ done: step, examples: step * examples, loss }),
  });
  progress.end();
  disposeState(state);
  expect(written.at(-1)).toMatch(
    /^train 100% · 12\/12 · loss \d\.\d{3} · \d+ examples\/s · 0 s left\n$/,
  );
});

test('tensors of unlike numbers of rows are refused by name', async () => {
  const { task, adapter } = toyDenoiser();
  const odd: typeof task = {
    ...task,
    openBatches(setting) {
      const batches = task.openBatches(setting);
      return {
        ...batches,
        at(completed, draw) {
          const { batch, examples } = batches.at(completed, draw);
          return { batch: { ...batch, share: tf.zeros([3, 1]) }, examples };
        },
      };
    },
  };
  await expect(train({ task: odd, trainable: adapter, config })).rejects.toThrowError(
    expect.objectContaining({
      code: 'TRAINING_BAD_BATCH',
      message: expect.stringContaining('noisy 16, noise 16, share 3'),
    }),
  );
});
