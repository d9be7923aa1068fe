import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { resolveCheckpoint } from '@singlora/hub';
import { expect, it } from 'vitest';
import {
  batchOf,
  expectClose,
  fixture,
  hasTensorflow,
  readTensors,
} from '../fixtures.test.support.ts';
import { loadSequenceClassifier } from '../classification/load.ts';

const id = 'sentence-transformers/all-MiniLM-L6-v2';
const env = { ...process.env, HF_HUB_OFFLINE: '1' };
const assets = await resolveCheckpoint(id, { env }).catch(() => undefined);

const missing = [
  ...(assets ? [] : [`${id} is not on this machine`]),
  ...(hasTensorflow ? [] : ['the native backend is not']),
];
const title = [`${id} on 20 pairs of sentences, as transformers computes it`, ...missing];

it.skipIf(missing.length > 0)(title.join('; '), async () => {
  await tf.setBackend('tensorflow');
  const random = { uniform: () => 0.5, normal: () => 0 };
  const model = await loadSequenceClassifier(assets as NonNullable<typeof assets>, {
    outputs: 3,
    random,
  });
  const expected = await readTensors(fixture('minilm.safetensors'));
  const batch = batchOf(expected);
  expect(batch.inputIds.shape[0]).toBe(20);
  // 22.7 million parameters in the encoder, with its pooler, and 3 · 384 + 3 in the head.
  expect(model.parameterCount).toBe(22_713_216 + 1_155);

  const hidden = model.hiddenStates(batch, { apply: frozen(model.slots) });
  expectClose(tf.slice(hidden, [0, 0, 0], [-1, -1, 8]), expected('first_numbers'), 1e-4);
  expectClose(tf.squeeze(tf.slice(hidden, [0, 0, 0], [-1, 1, -1])), expected('first_token'), 1e-4);
  expectClose(tf.sum(hidden, -1), expected('sums'), 1e-3);
  model.dispose();
});
