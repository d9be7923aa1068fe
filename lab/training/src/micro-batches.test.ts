import { compile, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { inputsOf } from './advance.ts';
import { createBatchLoader, sampleBatches } from './classification/batches.ts';
import { classification, regression } from './classification/objective.ts';
import { someNumbers } from './classification/random-model.test.support.ts';
import { sequenceClassification } from './classification/task.ts';
import { tiny, tinyConfig, tinyExamples } from './classification/tiny.test.support.ts';
import { inMicroBatches } from './micro-batches.ts';
import { initialState } from './state.ts';
import { createStep } from './step.ts';

beforeAll(() => startBackend());

/** A step's loss, gradients (as first moments) and their norm; of eight rows the last is filler. */
function stepOf(options: {
  size?: number;
  objective?: typeof classification;
  compiled?: boolean;
  dropout?: number;
}): Record<string, number[]> {
  const { size, objective = classification, compiled = false, dropout = 0 } = options;
  const outputs = objective === regression ? 1 : 3;
  const { model, adapter } = tiny({ method: 'singlora', outputs, dropout });
  const state = initialState(adapter);
  const config = tinyConfig({ maxGradNorm: 0, ...(size && { microBatchSize: size }) });
  const train = tinyExamples(9).map((row) => ({ ...row, label: row.label % outputs }));
  const step = createStep(sequenceClassification({ model, objective, train }), adapter, config);
  const take = compile(step, { uniform: true });
  if (compiled) {
    for (const sample of sampleBatches(8, objective)) {
      take.record(inputsOf(state, sample(), someNumbers));
    }
  }
  const load = createBatchLoader(tinyExamples(9), 8, objective);
  const batch = load({ rows: [0, 1, 2, 3, 4, 5, 6], length: 24 });
  const run = compiled ? take : step;
  const { loss, gradNorm, state: next } = run(inputsOf(state, batch, someNumbers));
  const compared = Object.entries({ ...next.moments1, loss, gradNorm });
  return Object.fromEntries(compared.map(([name, tensor]) => [name, [...tensor.dataSync()]]));
}

test.each([
  { size: 1 },
  { size: 3 },
  { size: 4 },
  { size: 3, compiled: true },
  { size: 4, objective: regression },
])('a step in micro-batches is that of the whole batch: %j', ({ size, ...options }) => {
  const [parts, whole] = [stepOf({ size, ...options }), stepOf(options)];
  expect(whole['gradNorm']![0]).toBeGreaterThan(0.01);
  for (const [name, values] of Object.entries(whole)) {
    const largest = Math.max(...values.map(Math.abs));
    const apart = Math.max(...values.map((value, i) => Math.abs(value - parts[name]![i]!)));
    expect([name, apart <= 1e-5 * largest]).toEqual([name, true]);
  }
});

test('as large as the batch or larger, it is the whole batch bit for bit', () => {
  expect(stepOf({ size: 8, dropout: 0.3 })).toEqual(stepOf({ dropout: 0.3 }));
});

test('seeds are other ones for each micro-batch', () => {
  const seen: string[] = [];
  const [batch, seeds] = [{ x: tf.zeros([4, 1]) }, { dropout: tf.tensor1d([1, 2], 'int32') }];
  inMicroBatches({}, batch, 2, seeds, (_, { dropout }) => {
    seen.push(dropout!.dataSync().join());
    return { loss: tf.scalar(0), gradients: { a: tf.zeros([1]) } };
  });
  expect(new Set(seen).size).toBe(2);
});

test('tensors of unlike numbers of rows are refused by name', () => {
  const batch = { noisy: tf.zeros([4, 1]), share: tf.zeros([3, 1]) };
  const run = () => expect.unreachable();
  expect(() => inMicroBatches({}, batch, 2, {}, run)).toThrowError(
    expect.objectContaining({
      code: 'TRAINING_BAD_BATCH',
      message: expect.stringContaining('noisy 4, share 3'),
    }),
  );
});

test('each micro-batch has dropout masks of its own, and the same again', () => {
  const dropout = 0.3;
  expect(stepOf({ size: 4, dropout })).toEqual(stepOf({ size: 4, dropout }));
  expect(stepOf({ size: 4, dropout })).not.toEqual(stepOf({ dropout }));
});
