import { toFloat32, type TensorData } from '../formats/bytes.ts';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { parseAdapterConfig } from '../adapter-config.ts';
import { startTensorFlow } from '../kit.test.support.ts';
import { baseOfShapes } from '../shapes.test.support.ts';
import type { AdapterArchive } from './archive.ts';
import { mergedCheckpoint } from './merge-file.ts';

beforeAll(startTensorFlow);

const embedding = 'model.embed_tokens';

/** A checkpoint of 3 tokens of width 2, whose head is the embedding unless it has one of its own. */
const base = (...more: string[]) =>
  baseOfShapes(Object.fromEntries([`${embedding}.weight`, ...more].map((name) => [name, [3, 2]])));

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

it('gives a head that was trained whole a place of its own', async () => {
  const apart = archive(embedding, { ...weights(embedding, 1), ...weights('lm_head', 2) });
  const merged = await mergedCheckpoint(apart, await base());
  expect(numbers(merged[`${embedding}.weight`])).toEqual(Array(6).fill(2));
  expect(numbers(merged['lm_head.weight'])).toEqual(Array(6).fill(2));
});

it.each(['lm_head', 'proj_out', 'cls.predictions.decoder'])(
  'refuses to adapt a tied %s alone',
  async (head) => {
    const refused = new RegExp(`no separate head.*${head} is adapted.*tie_word_embeddings`);
    await expect(mergedCheckpoint(archive(head, {}), await base())).rejects.toThrow(refused);
    const tokens = { [head]: { indices: [1], rows: tf.ones([1, 2]) as tf.Tensor2D } };
    const rows = { ...archive(embedding, {}), tokens };
    await expect(mergedCheckpoint(rows, await base())).rejects.toThrow(refused);
  },
);

it("leaves out the bias of a head of masked words, which is the model's own by another name", async () => {
  const target = 'bert.encoder.layer.0.attention.self.query';
  const biases = ['cls.predictions.bias', 'cls.predictions.decoder.bias'];
  const whole = (last: number) => ({
    [biases[0]!]: tf.ones([2]),
    [biases[1]!]: tf.fill([2], last),
  });
  const masked = await baseOfShapes({ [`${target}.weight`]: [3, 2], [biases[0]!]: [2] });
  const merged = await mergedCheckpoint(archive(target, whole(1)), masked);
  expect(Object.keys(merged)).toEqual([`${target}.weight`, biases[0]]);
  await expect(mergedCheckpoint(archive(target, whole(2)), masked)).rejects.toThrow(biases[1]);
});

it('takes a head for its embedding only where both have the same numbers and scale', async () => {
  const lora = archive(embedding, {});
  const { layers: head } = archive('lm_head', {});
  const both = { ...lora, layers: [...lora.layers, ...head] };
  expect(await mergedCheckpoint(both, await base())).toEqual(
    await mergedCheckpoint(lora, await base()),
  );
  const config = { ...lora.config, alpha_pattern: { lm_head: 2 } };
  await expect(mergedCheckpoint({ ...both, config }, await base())).rejects.toThrow(
    /lm_head is adapted/,
  );
});

it('refuses to replace the embedding of a language model alone, and not that of a classifier', async () => {
  const target = 'model.layers.0.q_proj';
  const alone = archive(target, weights(embedding, 1));
  await expect(mergedCheckpoint(alone, await base(`${target}.weight`))).rejects.toThrow(
    /embed_tokens\.weight is replaced and its head is not/,
  );
  const classifier = { ...alone, taskType: 'SEQ_CLS' };
  const merged = await mergedCheckpoint(classifier, await base(`${target}.weight`));
  expect(numbers(merged[`${embedding}.weight`])).toEqual(Array(6).fill(1));
});

it('takes a tensor whole in place of one of the same shape, and heads and embeddings with more rows', async () => {
  const target = 'model.layers.0.q_proj';
  const names = [`${target}.weight`, 'lm_head.weight', 'net.norm.weight'];
  const merge = async (name: string, shape: number[]) => {
    const whole = { [name]: tf.ones(shape), [`${embedding}.weight`]: table(1) };
    return (await mergedCheckpoint(archive(target, whole), await base(...names)))[name]?.shape;
  };
  expect(await merge('net.norm.weight', [3, 2])).toEqual([3, 2]);
  expect(await merge('lm_head.weight', [5, 2])).toEqual([5, 2]);
  await expect(merge('net.norm.weight', [4, 2])).rejects.toThrow(
    /net\.norm\.weight.*\[4, 2\], expected \[3, 2\]/,
  );
  await expect(merge('lm_head.weight', [3, 4])).rejects.toThrow(/lm_head.*expected \[3, 2\]/);
  await expect(merge('lm_head.weight', [3])).rejects.toThrow(/lm_head.*expected \[3, 2\]/);
});
