import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { type GgufFile } from '@singlora/core/formats';
import type { Assets } from '@singlora/hub';
import { describe, expect, it } from 'vitest';
import { decoderBatchOf, expectClose, fixture, readTensors } from '../fixtures.test.support.ts';
import { ggufConfig } from './config.ts';
import { ggufFamily } from './family.ts';
import { huggingFaceName, separateHalves } from './names.ts';
import { loadSequenceClassifier } from '../classification/load.ts';
import { readConfig } from '../weight-file.ts';

const random = { uniform: () => 0.5, normal: () => 0 };

function assetsOf(path: string): Assets {
  const files = { 'model.gguf': { name: 'model.gguf', path, bytes: 0, sha256: '' } };
  return { kind: 'model', id: path, revision: 'local', source: 'folder', origin: path, files };
}

describe.each(['tiny-llama-gqa', 'tiny-llama-qwen2'])('%s as GGUF', (name) => {
  const path = fixture(`${name}.gguf`);

  it('gives the hidden states that transformers gives', async () => {
    await tf.setBackend('cpu');
    const expected = await readTensors(fixture(`${name}/expected.safetensors`));
    const model = await loadSequenceClassifier(assetsOf(path), { outputs: 2, random });
    const batch = decoderBatchOf(expected);
    const isToken = tf.expandDims(tf.cast(batch.attentionMask, 'float32'), 2);
    const hidden = model.hiddenStates(batch, { apply: frozen(model.slots) });
    expectClose(tf.mul(hidden, isToken), tf.mul(expected('hidden_states'), isToken), 2e-5);
    model.dispose();
  });
});

it('is refused where it is one part of several', () => {
  const metadata = { number: () => 3, string: () => 'llama' };
  const part = { where: 'm-00001-of-00003.gguf', metadata } as unknown as GgufFile;
  expect(() => ggufFamily(part)).toThrow(/00001-of-00003\.gguf is one of 3 parts .*--merge/);
});

it('puts the halves of each head back', () => {
  // Two heads of four rows of one value; interleaved, the second half's rows are at odd indices.
  const interleaved = Float32Array.of(0, 2, 1, 3, 10, 12, 11, 13);
  expect([...separateHalves(interleaved, 8, 2)]).toEqual([0, 1, 2, 3, 10, 11, 12, 13]);
});

it.each([
  ['token_embd.weight', 'model.embed_tokens.weight'],
  ['output.weight', 'lm_head.weight'],
  ['blk.11.attn_k.bias', 'model.layers.11.self_attn.k_proj.bias'],
  ['blk.0.ffn_gate_exps.weight', 'blk.0.ffn_gate_exps.weight'],
  ['toString.weight', 'toString.weight'],
])('%s is %s', (name, expected) => {
  expect(huggingFaceName(name)).toBe(expected);
});

it("tells Llama 3's rotation from its divisors", async () => {
  expect(await readConfig(fixture('llama3-rope.gguf'))).toMatchObject({
    model_type: 'llama',
    head_dim: 64,
    rope_parameters: {
      rope_type: 'llama3',
      rope_theta: 500_000,
      factor: 32,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 8192,
    },
  });
});

it.each([
  [{ 'rope.scaling.factor': 4 }, { rope_type: 'linear', factor: 4 }],
  [{ 'rope.scale_linear': 8 }, { rope_type: 'linear', factor: 8 }],
  [{ 'rope.scaling.factor': 0 }, { rope_type: 'default' }],
  [{ 'rope.scaling.factor': 4, 'rope.scaling.type': 'none' }, { rope_type: 'default' }],
])("reads %o as llama.cpp does, with or without the scaling's type", async (fields, rope) => {
  const stated: Record<string, unknown> = { 'general.architecture': 'llama' };
  for (const [key, value] of Object.entries(fields)) stated[`llama.${key}`] = value;
  const get = (key: string) => stated[key];
  const metadata = { number: get, string: get, boolean: get };
  const file = { where: 'm.gguf', metadata, has: () => false } as unknown as GgufFile;
  expect(await ggufConfig(file)).toMatchObject({
    rope_parameters: { rope_theta: 10_000, ...rope },
  });
});

it('says what a file lacks, and which architectures can be read', async () => {
  const load = (name: string) =>
    loadSequenceClassifier(assetsOf(fixture(name)), { outputs: 2, random });
  await expect(load('llama3-rope.gguf')).rejects.toMatchObject({
    code: 'MODEL_CONFIG',
    message: expect.stringContaining('hidden_size') as string,
  });
  const other = new URL(
    '../../../../packages/core/src/formats/fixtures/every-type.gguf',
    import.meta.url,
  ).pathname;
  await expect(
    loadSequenceClassifier(assetsOf(other), { outputs: 2, random }),
  ).rejects.toMatchObject({
    code: 'MODEL_UNSUPPORTED',
    message: expect.stringMatching(
      /architecture "made-up"\. Of GGUF files, llama and qwen2/,
    ) as string,
  });
});
