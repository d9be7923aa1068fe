import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { checkpointFiles, loadTokenizer, resolveCheckpoint } from '@singlora/hub';
import { describe, expect, it } from 'vitest';
import {
  batchOf,
  expectClose,
  fixture,
  hasTensorflow,
  readTensors,
} from '../fixtures.test.support.ts';
import { loadSequenceClassifier } from '../classification/load.ts';

const id = 'sentence-transformers/all-mpnet-base-v2';
const env = { ...process.env, HF_HUB_OFFLINE: '1' };
const found = await resolveCheckpoint(id, { env }).catch(() => undefined);
const assets = found as NonNullable<typeof found>;

const title = found ? id : `${id} is not on this machine`;

describe.skipIf(!found)(title, () => {
  it.skipIf(!hasTensorflow)("gives transformers' embeddings of 12 sentences", async () => {
    await tf.setBackend('tensorflow');
    const random = { uniform: () => 0.5, normal: () => 0 };
    const model = await loadSequenceClassifier(assets, { outputs: 3, random });
    const expected = await readTensors(fixture('mpnet.safetensors'));
    const batch = batchOf(expected);
    // 109 million parameters minus the pooler's, which is not read, plus a head of 768 · 768 + 768 + 3 · 768 + 3.
    expect(model.parameterCount).toBe(109_486_464 - 590_592 + 592_899);

    const embeddings = tf.tidy(() => {
      const mask = tf.expandDims(batch.attentionMask, 2);
      const hidden = model.hiddenStates(batch, { apply: frozen(model.slots) });
      const means = tf.div(tf.sum(tf.mul(hidden, mask), 1), tf.sum(mask, 1));
      return tf.div(means, tf.norm(means, 2, 1, true)) as tf.Tensor2D;
    });
    expectClose(embeddings, expected('embeddings'), 1e-5);
    // The ferry is nearer to the first boat than each of eight other sentences.
    const cosines = await tf.matMul<tf.Tensor2D>(embeddings, embeddings, false, true).array();
    const [ferry, ...others] = [0, 2, 3, 5, 6, 8, 9, 10, 11].map((i) => cosines[1]?.[i] ?? NaN);
    expect(ferry).toBeGreaterThan(0.3 + Math.max(...others));
    model.dispose();
  });

  it("has transformers' ids for texts and pairs", async () => {
    const tokenizer = await loadTokenizer(checkpointFiles(assets).tokenizer.path);
    const cases = JSON.parse(await readFile(fixture('mpnet.json'), 'utf8')) as Case[];
    expect(cases).toHaveLength(32);
    for (const [text, pair, ids] of cases) {
      const encoded = await tokenizer.encode(text, pair ?? undefined, 512);
      expect([...encoded.ids], text).toEqual(ids);
    }
    expect(tokenizer.padId).toBe(1);
  });
});

type Case = [text: string, pair: string | null, ids: number[]];
