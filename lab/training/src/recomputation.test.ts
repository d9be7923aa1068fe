import { compile, startBackend } from '@singlora/runtime';
import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { inputsOf } from './advance.ts';
import { createBatchLoader, sampleBatches } from './classification/batches.ts';
import { classification } from './classification/objective.ts';
import {
  randomModel,
  someNumbers as numbers,
  tinyBert,
  tinyGpt2,
  tinyLlama,
  type RandomModel,
} from './classification/random-model.test.support.ts';
import { sequenceClassification } from './classification/task.ts';
import { tinyConfig, tinyExamples } from './classification/tiny.test.support.ts';
import { flatten } from './state.ts';
import { createStep } from './step.ts';

beforeAll(() => startBackend());

const taskOf = (model: RandomModel['model']) =>
  sequenceClassification({ model, objective: classification, train: tinyExamples(9) });

const batchOf = (rows: number[]) =>
  createBatchLoader(tinyExamples(9), 8, classification)({ rows, length: 24 });

/** All outputs of a step, with and without recomputation, eager or compiled. */
function outputsOf({ model, adapter, state }: RandomModel, compiled: boolean) {
  const batch = batchOf([0, 1, 2, 3, 4, 5, 6]);
  const task = taskOf(model);
  return [false, true].map((recompute): NamedTensors => {
    const config = tinyConfig({ maxGradNorm: 0, recompute });
    const step = createStep(task, adapter, config);
    const replayed = compile(step, { uniform: true });
    if (compiled) {
      for (const sample of sampleBatches(8, classification)) {
        replayed.record(inputsOf(state, sample(), numbers));
      }
    }
    const { state: next, ...scalars } = (compiled ? replayed : step)(
      inputsOf(state, batch, numbers),
    );
    return { ...flatten(next), ...scalars };
  });
}

describe.each([
  { family: tinyBert, methods: ['lora', 'singlora', 'dora'] },
  { family: tinyLlama, methods: ['lora'] },
  { family: tinyGpt2, methods: ['singlora'] },
])('$family.model_type', ({ family, methods }) => {
  describe.each(methods)('%s', (method) => {
    test.each([false, true])('recomputed, a step is the same; compiled: %s', (compiled) => {
      const [plain, recomputed] = outputsOf(randomModel(family, method), compiled);
      expect(plain!['gradNorm']!.dataSync()[0]).toBeGreaterThan(0.01);
      for (const [name, tensor] of Object.entries(plain!)) {
        if (name.startsWith('parameters/')) continue; // AdamW's first step is a sign: it shows rounding alone
        const [values, others] = [tensor.dataSync(), recomputed![name]!.dataSync()];
        const largest = Math.max(...values.map(Math.abs));
        const apart = Math.max(...values.map((value, i) => Math.abs(value - others[i]!)));
        expect([name, apart <= 1e-5 * largest]).toEqual([name, true]);
      }
    });
  });

  test('each layer runs once more for the gradients, and nothing else does', () => {
    const { model, adapter, state } = randomModel(family, 'lora');
    const inputs = inputsOf(state, batchOf([0]), numbers);
    const [plain, recomputed] = [false, true].map((recompute) => {
      const runs = Object.fromEntries(model.slots.map(({ name }) => [name, 0]));
      const apply: typeof adapter.apply = (...values) => {
        const run = adapter.apply(...values);
        return (slot, x) => {
          runs[slot] = runs[slot]! + 1;
          return run(slot, x);
        };
      };
      createStep(taskOf(model), { ...adapter, apply }, tinyConfig({ recompute }))(inputs);
      return runs;
    });
    for (const [slot, runs] of Object.entries(plain!)) {
      expect([slot, recomputed![slot]]).toEqual([slot, /\.\d\./.test(slot) ? 2 * runs : runs]);
    }
  });

  test('no tensor is left', () => {
    const { model, adapter, state } = randomModel(family, 'lora');
    const inputs = inputsOf(state, batchOf([0]), numbers);
    const step = createStep(taskOf(model), adapter, tinyConfig({ recompute: true }));
    const before = tf.memory().numTensors;
    const { state: next } = step(inputs);
    expect(tf.memory().numTensors - before).toBe(Object.keys(flatten(next)).length + 2);
  });
});
