import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { drawAt } from '../advance.ts';
import { classification } from './objective.ts';
import { sequenceClassification } from './task.ts';
import { tiny, tinyExamples } from './tiny.test.support.ts';

await startBackend();

test('a batch larger than the rows holds each of them once, without padding', () => {
  const { model } = tiny();
  const train = tinyExamples(5);
  const task = sequenceClassification({ model, objective: classification, train });
  const { at, samples = [] } = task.openBatches({ batchSize: 1e9, seed: 0 });
  const { batch, examples } = at(0, drawAt({ seed: 0 }, 0));
  expect(examples).toBe(5);
  expect([...batch.weights.dataSync()]).toEqual([1, 1, 1, 1, 1]);
  const sample = samples[0]?.();
  expect(sample?.labels.shape).toEqual([5]);
  tf.dispose([batch, sample ?? {}]);
});
