import { compile, startBackend } from '@singlora/runtime';
import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { inputsOf } from '../advance.ts';
import { flatten } from '../state.ts';
import { createStep, type StepOutputs } from '../step.ts';
import { createBatchLoader, sampleBatches, type Batch } from './batches.ts';
import type { Classifier } from './classifier.ts';
import { classification } from './objective.ts';
import {
  randomModel,
  someNumbers,
  tinyBert,
  tinyGpt2,
  tinyLlama,
} from './random-model.test.support.ts';
import { sequenceClassification } from './task.ts';
import { tinyConfig, tinyExamples } from './tiny.test.support.ts';

const families = [
  { ...tinyBert, hidden_act: 'gelu_new' },
  { ...tinyBert, model_type: 'roberta', type_vocab_size: 1 },
  { ...tinyBert, model_type: 'mpnet' },
  {
    model_type: 'distilbert',
    activation: 'relu',
    vocab_size: 50,
    dim: 16,
    hidden_dim: 32,
    n_layers: 2,
    n_heads: 2,
    max_position_embeddings: 64,
    dropout: 0.1,
    attention_dropout: 0.1,
    seq_classif_dropout: 0.2,
    initializer_range: 0.02,
  },
  tinyGpt2,
  tinyLlama,
];

beforeAll(() => startBackend());

/** Loads batches of other lengths than those recorded, one at a time. */
function* batches(size = 8): Generator<Batch> {
  const load = createBatchLoader(tinyExamples(9), size, classification);
  for (const length of [24, 37]) yield load({ rows: [0, 1, 2, 3, 4, 5, 6], length });
}

const samples = sampleBatches(8, classification);
const taskOf = (model: Classifier) =>
  sequenceClassification({ model, objective: classification, train: tinyExamples(9) });

/** Expects the same tensors within rounding, in proportion to each tensor's largest value. */
function expectSame(actual: NamedTensors, expected: NamedTensors): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, tensor] of Object.entries(expected)) {
    const [ours, theirs] = [actual[name]!.dataSync(), tensor.dataSync()];
    const largest = Math.max(...theirs.map(Math.abs));
    const apart = Math.max(...theirs.map((value, i) => Math.abs(value - ours[i]!)));
    expect([name, largest > 0 && apart <= 2e-5 * largest]).toEqual([name, true]);
  }
}

describe.each(families)(
  '$model_type, recorded at tiny lengths and replayed at others',
  (family) => {
    test('a training step is the eager one', () => {
      const { model, adapter, state } = randomModel(family, 'singlora');
      const step = createStep(taskOf(model), adapter, tinyConfig({ maxGradNorm: 0 }));
      const replayed = compile(step, { uniform: true });
      for (const sample of samples) replayed.record(inputsOf(state, sample(), someNumbers));
      for (const batch of batches()) {
        const inputs = inputsOf(state, batch, someNumbers);
        // without parameters: AdamW's first step is a sign, which would only show rounding
        const compared = ({ state, ...scalars }: StepOutputs): NamedTensors => ({
          ...flatten({ ...state, parameters: {} }),
          ...scalars,
        });
        expectSame(compared(replayed(inputs)), compared(step(inputs)));
      }
    });

    test('a training step runs nothing outside of its graph', (context) => {
      context.skip(tf.getBackend() !== 'tensorflow', 'replays on TensorFlow alone');
      const { model, adapter, state } = randomModel(family, 'lora');
      const step = createStep(taskOf(model), adapter, tinyConfig());
      let runs = 0;
      const counted: typeof step = (inputs) => ((runs += 1), step(inputs));
      const replayed = compile(counted, { uniform: true });
      for (const sample of samples) replayed.record(inputsOf(state, sample(), someNumbers));
      const recorded = runs;
      const load = createBatchLoader(tinyExamples(9), 8, classification);
      for (const length of [24, 38]) {
        replayed(inputsOf(state, load({ rows: [0, 1, 2], length }), someNumbers));
      }
      expect(runs).toBe(recorded);
    });

    test('logits are the eager ones, at other batch sizes too', () => {
      const { model, adapter, state } = randomModel(family, 'lora');
      const logits = (batch: Batch): NamedTensors =>
        tf.tidy(() => {
          const apply = adapter.apply(state.parameters, tf.scalar(1));
          return { logits: model.logits(batch, { apply }) };
        });
      const replayed = compile(logits, { uniform: true });
      for (const size of [3, 4]) {
        for (const sample of sampleBatches(size, classification)) replayed.record(sample());
      }
      for (const size of [8, 5]) {
        for (const batch of batches(size)) expectSame(replayed(batch), logits(batch));
      }
    });
  },
);
