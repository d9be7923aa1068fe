import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { checkpointFiles, loadTokenizer, resolveCheckpoint, type Assets } from '@singlora/hub';
import { expect, it } from 'vitest';
import {
  decoderBatchOf,
  expectClose,
  fixture,
  hasTensorflow,
  readTensors,
} from '../fixtures.test.support.ts';
import { loadSequenceClassifier } from '../classification/load.ts';

const id = 'HuggingFaceTB/SmolLM2-135M-Instruct';
// The Hugging Face cache is left out: its weights would be the original ones.
const env = { ...process.env, HF_HUB_CACHE: '/nowhere', HF_HUB_OFFLINE: '1' };
const assets = await resolveCheckpoint(id, { env }).catch(() => undefined);

const missing = [
  ...(assets ? [] : [`the GGUF file of ${id} is not on this machine`]),
  ...(hasTensorflow ? [] : ['the native backend is not']),
];
const title = [`${id} from its GGUF file, as transformers computes it`, ...missing];

const texts = [
  'The lighthouse keeper counted 27 boats before the fog came in.',
  "Élodie's naïve façade; 東京タワーは高い 🙂",
  '<|im_start|>user\nIs a whale a fish?<|im_end|>\n',
  'No.',
];

it.skipIf(missing.length > 0)(title.join('; '), async () => {
  await tf.setBackend('tensorflow');
  const found = assets as Assets;
  const expected = await readTensors(fixture('smollm2.safetensors'));
  const batch = decoderBatchOf(expected);
  const tokenizer = await loadTokenizer(checkpointFiles(found).tokenizer.path);
  const rows = batch.inputIds.arraySync();
  for (const [row, text] of texts.entries()) {
    const ids = [...(await tokenizer.encode(text, undefined, 100)).ids];
    expect(rows[row]?.slice(0, ids.length)).toEqual(ids);
    expect(rows[row]?.slice(ids.length).every((padding) => padding === 0)).toBe(true);
  }

  const random = { uniform: () => 0.5, normal: () => 0 };
  const steps: { done: number; total: number }[] = [];
  const onProgress = (step: { done: number; total: number }) => steps.push(step);
  const model = await loadSequenceClassifier(found, { outputs: 2, random, onProgress });
  expect(model.parameterCount).toBe(134_515_008 + 2 * 576);
  expect(steps).toHaveLength(272);
  expect(steps.at(-1)?.done).toBe(steps.at(-1)?.total);

  const hidden = model.hiddenStates(batch, { apply: frozen(model.slots) });
  const isToken = tf.cast(batch.attentionMask, 'float32');
  const tokensOnly = (x: tf.Tensor): tf.Tensor =>
    tf.mul(x, x.rank === 3 ? tf.expandDims(isToken, 2) : isToken);
  const last = tf.stack(
    tf
      .unstack(hidden)
      .map((row, i) => tf.gather(row, tf.sub(tf.sum(tf.slice(isToken, i, 1)), 1).toInt())),
  );
  expectClose(
    tokensOnly(tf.slice(hidden, [0, 0, 0], [-1, -1, 8])),
    tokensOnly(expected('first_numbers')),
    5e-4,
  );
  expectClose(last, expected('last_token'), 5e-4);
  expectClose(tokensOnly(tf.sum(hidden, -1)), tokensOnly(expected('sums')), 1e-2);
  model.dispose();
});
