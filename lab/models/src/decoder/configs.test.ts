import { copyFile, writeFile } from 'node:fs/promises';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { openSafetensors, writeSafetensors } from '@singlora/core/formats';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  assetsIn,
  decoderBatchOf,
  expectClose,
  fixture,
  readConfig,
  readTensors,
} from '../fixtures.test.support.ts';
import { loadSequenceClassifier } from '../classification/load.ts';
import type { SequenceClassifier } from '../classification/sequence-classifier.ts';

const random = { uniform: () => 0.5, normal: () => 0 };

const folder = folderForEachTest();
beforeEach(async () => {
  await tf.setBackend('cpu');
});

type Json = Record<string, unknown>;

interface Changes {
  rename?: (tensor: string) => string;
  /** Tensors of zeros to add. */
  more?: Record<string, number[]>;
  outputs?: number;
  dropout?: number;
}

/** A fixture's model with a changed configuration and checkpoint. */
async function load(
  name: string,
  change: (config: Json) => Json,
  { rename = (tensor) => tensor, more = {}, outputs = 3, ...dropout }: Changes = {},
): Promise<SequenceClassifier> {
  const config = change(await readConfig(fixture(name)));
  await writeFile(`${folder}/config.json`, JSON.stringify(config));
  await copyFile(fixture(`${name}/model.safetensors`), `${folder}/original`);
  const file = await openSafetensors(`${folder}/original`);
  const tensors: Record<string, Parameters<typeof writeSafetensors>[1][string]> = {};
  for (const tensor of file.names) {
    const { dtype, shape, bytes } = await file.read(tensor);
    tensors[rename(tensor)] = { dtype, shape, data: bytes };
  }
  await file.close();
  for (const [tensor, shape] of Object.entries(more)) {
    const size = shape.reduce((a, b) => a * b, 1);
    tensors[tensor] = { dtype: 'F32', shape, data: new Float32Array(size) };
  }
  await writeSafetensors(`${folder}/model.safetensors`, tensors);
  return loadSequenceClassifier(assetsIn(folder), { outputs, random, ...dropout });
}

async function expectedOf(name: string) {
  const expected = await readTensors(fixture(`${name}/expected.safetensors`));
  return { batch: decoderBatchOf(expected), logits: expected('logits') };
}

async function expectSameLogits(name: string, model: SequenceClassifier): Promise<void> {
  const { batch, logits } = await expectedOf(name);
  expectClose(model.logits(batch, { apply: frozen(model.slots) }), logits, 2e-5);
}

describe('GPT-2', () => {
  it("reads a bare model's names, stored masks and a language model's head", async () => {
    const model = await load('tiny-gpt2', (config) => config, {
      rename: (tensor) => tensor.replace(/^transformer\./, ''),
      more: {
        'h.0.attn.bias': [1, 1, 16, 16],
        'h.1.attn.masked_bias': [1],
        'lm_head.weight': [40, 16],
      },
    });
    await expectSameLogits('tiny-gpt2', model);
  });

  it('reads the short configuration of the first checkpoints', async () => {
    const newer = ['scale_attn_weights', 'scale_attn_by_inverse_layer_idx', 'n_inner'];
    const model = await load('tiny-gpt2', (config) =>
      Object.fromEntries(Object.entries(config).filter(([key]) => !newer.includes(key))),
    );
    await expectSameLogits('tiny-gpt2', model);
  });

  it('names what is wrong with its configuration', async () => {
    await expect(load('tiny-gpt2', (config) => ({ ...config, n_head: 3 }))).rejects.toThrow(
      'does not divide n_embd',
    );
    const crossed = load('tiny-gpt2', (config) => ({ ...config, add_cross_attention: true }));
    await expect(crossed).rejects.toMatchObject({ code: 'MODEL_CONFIG' });
    const both = load('tiny-gpt2', (config) => ({ ...config, is_causal: false }));
    await expect(both).rejects.toThrow(/later tokens is not supported[^]*is_causal/);
  });

  it('drops out while training, the same way for the same seed', async () => {
    const model = await load('tiny-gpt2', (config) => config);
    const { batch } = await expectedOf('tiny-gpt2');
    const apply = frozen(model.slots);
    const logits = (...seed: number[]): tf.Tensor =>
      model.logits(batch, { apply, seed: tf.tensor1d(seed, 'int32') });
    const apart = (a: tf.Tensor, b: tf.Tensor) => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];
    expectClose(logits(1, 2), logits(1, 2), 1e-9);
    expect(apart(logits(1, 2), logits(1, 3))).toBeGreaterThan(1e-3);
    const without = await load('tiny-gpt2', (config) => config, { dropout: 0 });
    expect(without.config).toMatchObject({ hiddenDropout: 0, attentionDropout: 0 });
    const seed = tf.tensor1d([1, 2], 'int32');
    expectClose(
      without.logits(batch, { apply, seed }),
      model.logits(batch, { apply: frozen(model.slots) }),
      1e-9,
    );
  });
});

describe('LLaMA', () => {
  /** A config.json as it was before `rope_parameters`. */
  const older =
    (typeName: 'type' | 'rope_type') =>
    ({ rope_parameters, ...config }: Json): Json => {
      const { rope_theta, rope_type, ...scaling } = rope_parameters as Json;
      const scaled = rope_type === 'default' ? null : { [typeName]: rope_type, ...scaling };
      return { ...config, rope_theta, rope_scaling: scaled };
    };

  it.each(['tiny-llama-gqa', 'tiny-llama-llama3', 'tiny-llama-linear'])(
    'reads the older fields of %s',
    async (name) => {
      await expectSameLogits(name, await load(name, older('type')));
      await expectSameLogits(name, await load(name, older('rope_type')));
    },
  );

  it('reads the short configuration of the first checkpoints', async () => {
    const newer = ['attention_bias', 'mlp_bias', 'head_dim', 'num_key_value_heads'];
    const without = (config: Json): Json =>
      Object.fromEntries(
        Object.entries(config).filter(([key]) => !newer.includes(key) && !/^rope/.test(key)),
      );
    await expectSameLogits('tiny-llama', await load('tiny-llama', without));
  });

  it("leaves a language model's head and stored frequencies aside, and draws a head", async () => {
    const model = await load('tiny-llama', (config) => config, {
      rename: (tensor) =>
        tensor === 'score.weight' ? 'lm_head.weight' : tensor.replace(/^model\./, ''),
      more: { 'layers.0.self_attn.rotary_emb.inv_freq': [2] },
      outputs: 5,
    });
    const head = model.slots.find(({ name }) => name === 'score');
    expect(head?.weight.shape).toEqual([5, 16]);
    expect(head?.bias).toBeUndefined();
  });

  it('stretches no text within its positions where scaling is dynamic', async () => {
    const dynamic = { rope_type: 'dynamic', factor: 4, rope_theta: 10_000 };
    const model = await load('tiny-llama', (config) => ({ ...config, rope_parameters: dynamic }));
    await expectSameLogits('tiny-llama', model);
  });

  it('drops attention out where its configuration says so', async () => {
    const model = await load('tiny-llama', (config) => ({ ...config, attention_dropout: 0.5 }));
    const { batch, logits } = await expectedOf('tiny-llama');
    const apply = frozen(model.slots);
    const dropped = model.logits(batch, { apply, seed: tf.tensor1d([1, 2], 'int32') });
    expect(tf.max(tf.abs(tf.sub(dropped, logits))).dataSync()[0]).toBeGreaterThan(1e-3);
    const without = await load('tiny-llama', (config) => config, { dropout: 0 });
    expect(without.config.attentionDropout).toBe(0);
  });

  it('reads no more than a sliding window', async () => {
    const positions = async (change: Json): Promise<number> =>
      (await load('tiny-llama-mistral', (config) => ({ ...config, ...change }))).config
        .maxPositions;
    expect(await positions({ sliding_window: 10 })).toBe(10);
    expect(await positions({ sliding_window: 100 })).toBe(16);
    expect(await positions({ sliding_window: 10, use_sliding_window: false })).toBe(16);
  });

  it.each([
    [{ rope_parameters: { rope_type: 'yarn', factor: 2 } }, /rope_type.*llama3/s],
    [{ rope_parameters: { rope_type: 'linear', rope_theta: 10 } }, /rope_parameters\.factor/],
    [{ num_key_value_heads: 3 }, /does not divide num_attention_heads/],
    [{ head_dim: 5 }, /is not even/],
    [{ hidden_act: 'tanh' }, /use one of .*silu/],
    [{ is_causal: false }, /later tokens is not supported[^]*is_causal/],
  ])('names what is wrong with %j', async (change, message) => {
    const loading = load('tiny-llama', (config) => ({ ...config, ...change }));
    await expect(loading).rejects.toMatchObject({ code: 'MODEL_CONFIG' });
    await expect(loading).rejects.toThrow(message);
  });
});
