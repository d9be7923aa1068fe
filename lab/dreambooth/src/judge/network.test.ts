import { frozen } from '@singlora/core';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { judgeBatch } from './batch.ts';
import { attributes, judgeConfig } from './config.ts';
import { initialJudge, readJudge } from './network.ts';
import { tinyConfig, tinyJudge, tinySubjects } from './tiny.test.support.ts';

beforeAll(() => startBackend());

test('the judge has 0.3 million numbers in six convolutions', () => {
  const model = initialJudge(judgeConfig, 0);
  expect(model.parameterCount).toBe(305_254);
  expect(Object.keys(model.weights).filter((name) => name.endsWith('conv.weight'))).toHaveLength(6);
  model.dispose();
});

test('it gives logits for each label and an embedding of length 1, and leaves no tensors', () => {
  const model = tinyJudge();
  const { pixels } = judgeBatch(tinySubjects(3), tinyConfig);
  const pass = { apply: frozen(model.slots) };
  const before = tf.memory().numTensors;
  const features = model.features(pixels, pass);
  expect(features.shape).toEqual([6, 16]);
  const { embedding, logits } = model.judge(features, pass);
  for (const name of attributes)
    expect(logits[name].shape).toEqual([6, tinyConfig.labels[name].length]);
  for (const row of embedding.arraySync()) expect(Math.hypot(...row)).toBeCloseTo(1, 5);
  const alone = model.embedding(pixels, pass);
  expect([...alone.dataSync()]).toEqual([...embedding.dataSync()]);
  tf.dispose([features, embedding, alone, logits]);
  expect(tf.memory().numTensors).toBe(before);
});

test.each([
  [{ conv_strides: [2] }, 'conv_strides'],
  [{ norm_num_groups: 3 }, 'norm_num_groups'],
  [{ labels: { ...tinyConfig.labels, scene: [] } }, 'scene'],
  [{ model_type: 'bert' }, 'model_type'],
])('a configuration that cannot be run is refused by name: %j', (changes, field) => {
  expect(() => readJudge('config.json', { ...tinyConfig, ...changes })).toThrow(field);
});
