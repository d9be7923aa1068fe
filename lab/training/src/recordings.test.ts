import { createAdapter, methods, parseAdapterConfig } from '@singlora/core';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { Batch } from './classification/batches.ts';
import type { Classifier } from './classification/classifier.ts';
import { evaluate } from './classification/evaluate.ts';
import { classification } from './classification/objective.ts';
import { sequenceClassification } from './classification/task.ts';
import { tiny, tinyConfig, tinyExamples } from './classification/tiny.test.support.ts';
import type { TrainingConfig } from './config.ts';
import { createRecordings, type Recordings } from './recordings.ts';
import { disposeState, flatten } from './state.ts';
import type { Task } from './task.ts';
import { train } from './train.ts';

const { name: backend } = await startBackend();

interface Setting {
  readonly seed?: number;
  readonly method?: string;
  /** settings of the adapter's configuration */
  readonly adapter?: object;
  readonly training?: Partial<TrainingConfig>;
}

/** Runs on one frozen model, and how often the model ran outside graphs. */
function laboratory() {
  const { model: plain, slots } = tiny({ dropout: 0.3 });
  let passes = 0;
  const model: Classifier = {
    ...plain,
    logits(batch, pass) {
      passes += 1;
      return plain.logits(batch, pass);
    },
  };
  /** Trains an adapter on its own rows and evaluates it twice: during training and at the end. */
  const run = async (
    { seed = 1, method = 'lora', adapter, training }: Setting,
    recordings?: Recordings,
  ) => {
    const config = parseAdapterConfig({
      method,
      r: 2,
      lora_alpha: 4,
      lora_dropout: 0.1,
      target_modules: ['dense'],
      modules_to_save: ['classifier'],
      ...adapter,
    });
    const trainable = createAdapter(slots, config, randomStream(seed, 'adapter'));
    const rows = tinyExamples(21, seed);
    const optimiser = { ...tinyConfig().optimiser, learningRate: 0.01 * seed };
    const scored = { model, objective: classification, examples: rows, batchSize: 64 };
    const task: Task<Batch> = {
      ...sequenceClassification({ ...scored, train: rows }),
      evaluate: async (trained) => ({ loss: (await evaluate({ ...trained, ...scored })).loss }),
    };
    const before = passes;
    const losses: number[] = [];
    const { state, steps } = await train({
      task,
      trainable,
      config: tinyConfig({ seed, optimiser, evaluateEvery: 2, ...training }),
      recordings,
      onStep: ({ loss }) => void losses.push(loss),
      onEvaluate: ({ scores }) => losses.push(scores['loss']!),
    });
    const { parameters } = state;
    const { outputs } = await evaluate({ ...scored, trainable, parameters, u: 1, recordings });
    const values = Object.entries(flatten(state)).map(([name, t]) => [name, [...t.dataSync()]]);
    disposeState(state);
    tf.dispose(trainable.parameters);
    const recorded = passes - before > 0;
    return { recorded, result: { steps, losses, values, outputs: [...outputs] } };
  };
  return { run };
}

test.each([...methods.keys()])(
  'a second run of %s starts without recording, and gives what it does alone',
  async (method) => {
    const { run } = laboratory();
    const recordings = createRecordings();
    const settings: Setting[] = [
      { seed: 1, method },
      { seed: 2, method },
    ];
    const together = [];
    for (const setting of settings) together.push(await run(setting, recordings));
    const alone = await laboratory().run({ seed: 2, method });
    expect(together[1]?.result).toEqual(alone.result);
    if (backend === 'tensorflow')
      expect(together.map(({ recorded }) => recorded)).toEqual([true, false]);
    recordings.dispose();
  },
);

const others: readonly [string, Setting][] = [
  ['method', { method: 'singlora' }],
  ['rank', { adapter: { r: 3 } }],
  ['alpha', { adapter: { lora_alpha: 8 } }],
  ['dropout', { adapter: { lora_dropout: 0 } }],
  ['target', { adapter: { target_modules: ['encoder.1.dense'] } }],
  ['frozen head', { adapter: { modules_to_save: [] } }],
  ['batch size', { training: { batchSize: 4 } }],
  ['weight decay', { training: { optimiser: { ...tinyConfig().optimiser, weightDecay: 0 } } }],
  ['beta', { training: { optimiser: { ...tinyConfig().optimiser, betas: [0.8, 0.999] } } }],
  ['epsilon', { training: { optimiser: { ...tinyConfig().optimiser, epsilon: 0.1 } } }],
  ['gradient norm', { training: { maxGradNorm: 0.5 } }],
  ['average', { training: { averageDecay: 0.9 } }],
  ['micro-batch size', { training: { microBatchSize: 4 } }],
];

test('each other setting has a recording of its own', async () => {
  const { run } = laboratory();
  const recordings = createRecordings();
  await run({}, recordings);
  for (const [what, other] of others) {
    const { recorded, result } = await run(other, recordings);
    expect(recorded, what).toBe(true);
    expect(result, what).toEqual((await laboratory().run(other)).result);
  }
  recordings.dispose();
});

test('models do not share recordings, nor do adapters on other weights', async () => {
  const recordings = createRecordings();
  await laboratory().run({}, recordings);
  expect((await laboratory().run({}, recordings)).recorded).toBe(true);
});

test('all that was kept is freed', async () => {
  const { run } = laboratory();
  const before = tf.memory().numTensors;
  const recordings = createRecordings();
  await run({}, recordings);
  recordings.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect((await run({}, recordings)).recorded).toBe(true);
});

test('a task that does not say what its loss depends on keeps none', async () => {
  const { model, adapter: trainable } = tiny();
  const { computation, ...task } = sequenceClassification({
    model,
    objective: classification,
    train: tinyExamples(8),
  });
  expect(computation).toBeDefined();
  const recordings: Recordings = {
    keep: () => expect.unreachable(),
    dispose: () => undefined,
  };
  const { state } = await train({ task, trainable, config: tinyConfig(), recordings });
  disposeState(state);
});
