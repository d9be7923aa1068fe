import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Adapter } from '@singlora/core';
import { startBackend } from '@singlora/runtime';
import { expect, test } from 'vitest';
import { globalNorm } from './clip.ts';
import type { TrainingConfig } from './config.ts';
import type { Classifier } from './classification/classifier.ts';
import { evaluate } from './classification/evaluate.ts';
import type { Example } from './classification/examples.ts';
import { classification, regression, type Objective } from './classification/objective.ts';
import { randomModel, tinyBert } from './classification/random-model.test.support.ts';
import { sequenceClassification } from './classification/task.ts';
import { disposeState } from './state.ts';
import { tiny, tinyConfig, tinyExamples } from './classification/tiny.test.support.ts';
import { train, type StepReport } from './train.ts';

// The simplest backend: its results are the same on every machine, except for the last digits of Math.exp and similar functions.
await startBackend({ prefer: 'cpu' });

interface Setting {
  readonly model: Classifier;
  readonly adapter: Adapter;
  readonly objective: Objective;
  readonly examples: readonly Example[];
  readonly changes: Partial<TrainingConfig>;
}

const examples = tinyExamples(5);
const rated = examples.map((example) => ({ ...example, label: 1.25 * example.label - 0.5 }));
const ofBert = (method: string) => ({
  ...randomModel({ ...tinyBert, hidden_size: 8, intermediate_size: 16 }, method),
  objective: classification,
  examples,
});
const runs: Record<string, Setting> = {
  LoRA: { ...ofBert('lora'), changes: {} },
  'SingLoRA in micro-batches': { ...ofBert('singlora'), changes: { microBatchSize: 2 } },
  'SingLoRA recomputed': { ...ofBert('singlora'), changes: { recompute: true } },
  'DoRA recomputed in micro-batches': {
    ...ofBert('dora'),
    changes: { microBatchSize: 2, recompute: true, maxSteps: 2 },
  },
  regression: {
    ...tiny({ outputs: 1, dropout: 0.2 }),
    objective: regression,
    examples: rated,
    changes: {},
  },
};

/** The course of a run of few steps, to six digits; with `stopAt` the run is stopped after so many steps and resumed. */
async function courseOf(
  { model, adapter, objective, examples, changes }: Setting,
  stopAt?: number,
) {
  const config = tinyConfig({ batchSize: 3, maxGradNorm: 0.5, ...changes });
  const folder = mkdtempSync(join(tmpdir(), 'recorded-'));
  const steps: [loss: number, gradNorm: number][] = [];
  const stop = new AbortController();
  const job = {
    task: sequenceClassification({ model, objective, train: examples }),
    trainable: adapter,
    config,
    checkpoint: { folder },
    onStep({ step, loss, gradNorm }: StepReport) {
      steps.push([loss, gradNorm]);
      if (step === stopAt) stop.abort();
    },
  };
  if (stopAt !== undefined) disposeState((await train({ ...job, signal: stop.signal })).state);
  const { state } = await train(job);
  rmSync(folder, { recursive: true });
  const { parameters } = state;
  const evaluation = await evaluate({
    model,
    trainable: adapter,
    objective,
    parameters,
    u: 1,
    examples,
    batchSize: 4,
  });
  const norm = globalNorm(parameters).dataSync()[0];
  const digits = (values: unknown): unknown =>
    JSON.parse(JSON.stringify(values), (_, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(6)) : value,
    );
  return digits({
    steps,
    norm,
    loss: evaluation.loss,
    outputs: [...evaluation.outputs.slice(0, 6)],
  });
}

test('runs give the numbers that were recorded, resumed ones too', async () => {
  const courses: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(runs)) courses[name] = await courseOf(setting);
  await expect(`${JSON.stringify(courses, null, 1)}\n`).toMatchFileSnapshot(
    'fixtures/recorded-runs.json',
  );
  expect(await courseOf(runs['SingLoRA in micro-batches']!, 2)).toEqual(
    courses['SingLoRA in micro-batches'],
  );
});
