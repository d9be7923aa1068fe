import {
  encodeSafetensors,
  parseSafetensors,
  toFloat32,
  type TensorData,
} from '@singlora/formats/bytes';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { parseAdapterConfig } from '../adapter-config.ts';
import { startTensorFlow } from '../kit.test.support.ts';
import type { AdapterArchive } from './archive.ts';
import { mergedCheckpoint } from './merge-file.ts';

beforeAll(startTensorFlow);

const embedding = 'model.embed_tokens';

/** A checkpoint of 3 tokens of width 2, whose head is the embedding unless it has one of its own. */
async function base(...more: string[]) {
  const table = { dtype: 'F32', shape: [3, 2], data: new Float32Array(6) } as const;
  const names = [`${embedding}.weight`, ...more];
  const pieces = encodeSafetensors(
    'base',
    Object.fromEntries(names.map((name) => [name, table])),
    {},
  );
  return parseSafetensors(Buffer.concat(pieces), 'base');
}

function archive(target: string, whole: AdapterArchive['whole'], taskType = 'CAUSAL_LM') {
  const [kind, a, b, inFeatures, outFeatures] =
    target === embedding
      ? (['embedding', 'lora_embedding_A', 'lora_embedding_B', 3, 2] as const)
      : (['linear', 'lora_A', 'lora_B', 2, 3] as const);
  const config = parseAdapterConfig({
    method: 'lora',
    r: 1,
    lora_alpha: 1,
    target_modules: [target],
  });
  const parameters = { [a]: tf.ones([1, inFeatures]), [b]: tf.ones([outFeatures, 1]) };
  const layers = [{ name: target, layer: { kind, inFeatures, outFeatures }, parameters }];
  return { config, u: 1, layers, whole, taskType } satisfies AdapterArchive;
}
const numbers = (tensor?: TensorData) =>
  tensor && [
    ...toFloat32({
      ...tensor,
      bytes: new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, 24),
    }),
  ];
const table = (value: number) => tf.fill([3, 2], value);
const weights = (name: string, value: number) => ({ [`${name}.weight`]: table(value) });

it('merges into a tied embedding, as into one beside a head', async () => {
  const lora = archive(embedding, weights(embedding, 0));
  expect(Object.keys(await mergedCheckpoint(lora, await base()))).toEqual([`${embedding}.weight`]);
  const untied = await mergedCheckpoint(lora, await base('lm_head.weight'));
  expect(numbers(untied['lm_head.weight'])).toEqual(Array(6).fill(0));
  expect(numbers(untied[`${embedding}.weight`])).toEqual(Array(6).fill(1));
});

it('refuses what would set a tied head and its embedding apart', async () => {
  const refused = async (lora: AdapterArchive) =>
    expect(mergedCheckpoint(lora, await base())).rejects;
  await (await refused(archive('lm_head', {}))).toThrow(/no head of its own.*lm_head is adapted/);
  const apart = archive(embedding, { ...weights(embedding, 1), ...weights('lm_head', 2) });
  await (await refused(apart)).toThrow(/lm_head differs from the embedding.*tie_word_embeddings/);
});

it('refuses to replace the embedding of a language model alone, and not that of a classifier', async () => {
  const target = 'model.layers.0.q_proj';
  const alone = archive(target, weights(embedding, 1));
  await expect(mergedCheckpoint(alone, await base(`${target}.weight`))).rejects.toThrow(
    /embed_tokens\.weight is replaced and lm_head is not/,
  );
  const classifier = { ...alone, taskType: 'SEQ_CLS' };
  const merged = await mergedCheckpoint(classifier, await base(`${target}.weight`));
  expect(numbers(merged[`${embedding}.weight`])).toEqual(Array(6).fill(1));
});
