import { copyFile, writeFile } from 'node:fs/promises';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { openSafetensors, writeSafetensors, type TensorView } from '@singlora/core/formats';
import { beforeEach, expect, it } from 'vitest';
import {
  assetsIn,
  batchOf,
  expectClose,
  fixture,
  readConfig,
  readTensors,
} from '../fixtures.test.support.ts';
import { loadSequenceClassifier, type ClassifierOptions } from './load.ts';
import type { LoadedClassifier, SequenceClassifier } from './sequence-classifier.ts';

let draws = 0;
const random = { uniform: () => 0.5, normal: () => ((draws += 1), draws) };
const tinyBert = fixture('tiny-bert');

const folder = folderForEachTest();
beforeEach(async () => {
  await tf.setBackend('cpu');
  await copyFile(`${tinyBert}/config.json`, `${folder}/config.json`);
  await copyFile(`${tinyBert}/model.safetensors`, `${folder}/model.safetensors`);
});

const load = (options: Partial<ClassifierOptions> = {}): Promise<LoadedClassifier> => {
  const { labels, outputs = 3, ...rest } = { random, ...options };
  return loadSequenceClassifier(assetsIn(folder), {
    ...(labels ? { labels } : { outputs }),
    ...rest,
  });
};

/** Rewrites the checkpoint: each tensor under the name that `rename` gives, or left out. */
async function rewrite(
  rename: (name: string) => string | undefined,
  change = (view: TensorView): TensorView => view,
  source = tinyBert,
): Promise<void> {
  const file = await openSafetensors(`${source}/model.safetensors`);
  const tensors: Record<
    string,
    { dtype: TensorView['dtype']; shape: readonly number[]; data: Uint8Array }
  > = {};
  for (const name of file.names) {
    const target = rename(name);
    if (target === undefined) continue;
    const { dtype, shape, bytes } = change(await file.read(name));
    tensors[target] = { dtype, shape, data: bytes };
  }
  await file.close();
  await writeSafetensors(`${folder}/model.safetensors`, tensors);
}

async function configure(change: Record<string, unknown>): Promise<void> {
  const config = { ...(await readConfig(tinyBert)), ...change };
  await writeFile(`${folder}/config.json`, JSON.stringify(config));
}

async function expectLogits(tolerance?: number, source = tinyBert): Promise<void> {
  const model = await load();
  const expected = await readTensors(`${source}/expected.safetensors`);
  const logits = model.logits(batchOf(expected), { apply: frozen(model.slots) });
  expectClose(logits, expected('logits'), tolerance);
}

it.each(['bert', 'roberta', 'distilbert'])(
  "reads a bare %s's names, and TensorFlow's old ones",
  async (architecture) => {
    const source = fixture(`tiny-${architecture}`);
    await copyFile(`${source}/config.json`, `${folder}/config.json`);
    const bare = (name: string): string =>
      name
        .replace(`${architecture}.`, '')
        .replace('LayerNorm.weight', 'LayerNorm.gamma')
        .replace('LayerNorm.bias', 'LayerNorm.beta');
    expect(bare(`${architecture}.embeddings.LayerNorm.bias`)).toBe('embeddings.LayerNorm.beta');
    await rewrite(bare, undefined, source);
    await expectLogits(undefined, source);
  },
);

it("reads a bare MPNet's names, as sentence-transformers saves it", async () => {
  const source = fixture('tiny-mpnet');
  await copyFile(`${source}/config.json`, `${folder}/config.json`);
  const bare: Record<string, string> = {
    'classifier.dense.weight': 'pooler.dense.weight',
    'classifier.dense.bias': 'pooler.dense.bias',
    'classifier.out_proj.weight': 'embeddings.position_ids',
  };
  await rewrite(
    (name) =>
      name === 'classifier.out_proj.bias' ? undefined : (bare[name] ?? name.replace('mpnet.', '')),
    undefined,
    source,
  );
  const model = await load();
  const expected = await readTensors(`${source}/expected.safetensors`);
  const states = model.hiddenStates(batchOf(expected), { apply: frozen(model.slots) });
  expectClose(states, expected('hidden_states'));
  const config = await readConfig(source);
  const other = { ...config, relative_attention_num_buckets: 16 };
  await writeFile(`${folder}/config.json`, JSON.stringify(other));
  await expect(load()).rejects.toThrow(/only 32 is supported[^]*relative_attention_num_buckets/);
});

it("fills what an old config.json lacks with transformers' defaults", async () => {
  await configure({ layer_norm_eps: undefined, initializer_range: undefined });
  await expectLogits();
});

it('reads half precision', async () => {
  const truncated = ({ shape, bytes }: TensorView): TensorView => ({
    dtype: 'BF16',
    shape,
    bytes: bytes.filter((_, i) => i % 4 >= 2),
  });
  await rewrite((name) => name, truncated);
  await expectLogits(0.1); // 8 bits of mantissa
});

it('lets a pretraining head and stored positions be', async () => {
  const copies: Record<string, string> = {
    'classifier.bias': 'cls.predictions.bias',
    'classifier.weight': 'embeddings.position_ids',
  };
  await rewrite((name) => copies[name] ?? name);
  await expect(load()).resolves.toMatchObject({ architecture: 'bert' });
});

it('draws a head that the checkpoint lacks, with any number of classes', async () => {
  await rewrite((name) => (name.startsWith('classifier') ? undefined : name));
  draws = 0;
  const model = await load({ outputs: 5 });
  const head = model.slots.find(({ name }) => name === 'classifier');
  expect(head?.weight.shape).toEqual([5, 16]);
  const values = [...(head?.weight.dataSync() ?? [])];
  values.forEach((value, i) => expect(value).toBeCloseTo(0.02 * (i + 1), 5));
  expect([...(head?.bias?.dataSync() ?? [])]).toEqual([0, 0, 0, 0, 0]);
});

it('draws such a head again as another load would have, and none where the checkpoint has one', async () => {
  expect((await load()).drawHead(random)).toEqual({});
  await rewrite((name) => (name.startsWith('classifier') ? undefined : name));
  draws = 0;
  const loaded = await load();
  draws = 5;
  const again = loaded.drawHead(random);
  draws = 5;
  const other = await load();
  expect(Object.keys(again)).toEqual(['classifier.weight', 'classifier.bias']);
  for (const [name, tensor] of Object.entries(again)) {
    expect([...tensor.dataSync()]).toEqual([...other.weights[name]!.dataSync()]);
  }
  expect(again['classifier.weight']!.dataSync()).not.toEqual(
    loaded.weights['classifier.weight']!.dataSync(),
  );
});

it.each([
  { name: 'tiny-bert', classifierDropout: 0.1 }, // null: as the hidden rate
  { name: 'tiny-bert-relu', classifierDropout: 0.3 },
  { name: 'tiny-roberta-tanh', classifierDropout: 0 },
  { name: 'tiny-distilbert', classifierDropout: 0.2 },
])("reads $name's dropout rates, and replaces them", async ({ name, classifierDropout }) => {
  const loaded = (dropout?: number): Promise<SequenceClassifier> =>
    loadSequenceClassifier(assetsIn(fixture(name)), {
      outputs: 3,
      random,
      ...(dropout !== undefined && { dropout }),
    });
  const rates = { hiddenDropout: 0.1, attentionDropout: 0.1, classifierDropout };
  expect((await loaded()).config).toMatchObject(rates);
  const none = { hiddenDropout: 0, attentionDropout: 0, classifierDropout: 0 };
  expect((await loaded(0)).config).toMatchObject(none);
});

it('frees its weights, whatever it did to them', async () => {
  const before = tf.memory().numTensors;
  (await load()).dispose();
  expect(tf.memory().numTensors).toBe(before);
  await configure({ id2label: { 0: 'c', 1: 'b', 2: 'a' } });
  (await load({ labels: ['a', 'b', 'c'] })).dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('tells how many bytes are read, and leaves no tensor when it is stopped', async () => {
  const seen: { done: number; total: number }[] = [];
  const model = await load({ onProgress: (progress) => seen.push(progress) });
  // Three tables, a norm, the layers, the pooler and the head.
  expect(seen).toHaveLength(3 + 2 + 2 * 16 + 2 + 2);
  expect(seen.at(-1)).toEqual({ done: 4 * model.parameterCount, total: 4 * model.parameterCount });
  const dones = seen.map(({ done }) => done);
  expect(dones).toEqual(dones.toSorted((a, b) => a - b));

  const before = tf.memory().numTensors;
  const stop = new AbortController();
  const loading = load({ signal: stop.signal, onProgress: () => stop.abort(new Error('stopped')) });
  await expect(loading).rejects.toThrow('stopped');
  expect(tf.memory().numTensors).toBe(before);
});

it.each([
  ['missing: bert.pooler.dense.bias', 'bert.pooler.dense.bias', undefined],
  ['missing: classifier.bias', 'classifier.bias', undefined], // half a head
  ['unexpected: bert.surprise', 'classifier.bias', 'bert.surprise'],
  ['twice: bert.pooler.dense.bias', 'classifier.bias', 'pooler.dense.bias'],
])('names weights that do not fit: %s', async (problem, stored, renamed) => {
  await rewrite((name) => (name === stored ? renamed : name));
  await expect(load()).rejects.toMatchObject({
    code: 'MODEL_WEIGHTS',
    message: expect.stringContaining(problem) as string,
  });
});

it.each([NaN, Infinity, -Infinity])('names weights that hold %s', async (value) => {
  const change = (view: TensorView): TensorView => {
    if (view.shape.join() !== '3') return view;
    const numbers = Float32Array.of(1, value, 2);
    return { ...view, dtype: 'F32', bytes: new Uint8Array(numbers.buffer) };
  };
  const before = tf.memory().numTensors;
  await rewrite((name) => name, change);
  await expect(load()).rejects.toThrow(/^classifier.bias of .* holds NaN or infinity/);
  expect(tf.memory().numTensors).toBe(before);
});

const nli = ['entailment', 'neutral', 'contradiction'];

it("puts a head's outputs into the task's order, and says so", async () => {
  await configure({ id2label: { 0: 'CONTRADICTION', 1: 'ENTAILMENT', 2: 'NEUTRAL' } });
  const notices: string[] = [];
  const model = await load({ labels: nli, onNotice: (text) => notices.push(text) });
  expect(notices).toEqual([expect.stringContaining('CONTRADICTION, ENTAILMENT, NEUTRAL')]);
  const expected = await readTensors(`${tinyBert}/expected.safetensors`);
  const logits = model.logits(batchOf(expected), { apply: frozen(model.slots) });
  expectClose(logits, tf.gather(expected('logits'), [1, 2, 0], 1));
});

it('refuses a head for other classes before it looks at shapes, and says what to do', async () => {
  const loading = load({ labels: ['entailment', 'not_entailment'] });
  await expect(loading).rejects.toMatchObject({ code: 'MODEL_LABELS' });
  await expect(loading).rejects.toThrow(/LABEL_0, LABEL_1, LABEL_2.*entailment, not_entailment/);
  await expect(loading).rejects.toThrow('freshHead');
  await expect(load({ outputs: 1 })).rejects.toThrow('1 output');
});

it("leaves the checkpoint's head aside on request", async () => {
  draws = 0;
  const model = await load({ labels: ['entailment', 'not_entailment'], freshHead: true });
  expect(model.config.numLabels).toBe(2);
  expect(model.slots.find(({ name }) => name === 'classifier')?.weight.shape).toEqual([2, 16]);
  expect(draws).toBe(32);
});

it('says which architectures there are', async () => {
  await configure({ model_type: 'gpt_neox' });
  await expect(load()).rejects.toMatchObject({
    code: 'MODEL_UNSUPPORTED',
    message: expect.stringMatching(/"gpt_neox" .* Supported: bert, roberta, distilbert/) as string,
  });
});

it('points at the fields of a configuration that cannot be run', async () => {
  await configure({ hidden_act: 'swish', num_attention_heads: 3, vocab_size: undefined });
  const loading = load();
  await expect(loading).rejects.toMatchObject({ code: 'MODEL_CONFIG' });
  await expect(loading).rejects.toThrow(
    'use one of gelu, gelu_new, gelu_pytorch_tanh, quick_gelu, relu, silu',
  );
  await expect(loading).rejects.toThrow('at vocab_size');
  await configure({ num_attention_heads: 3 });
  await expect(load()).rejects.toThrow('does not divide hidden_size');
  await writeFile(`${folder}/config.json`, '{"model_type": ');
  await expect(load()).rejects.toMatchObject({ code: 'MODEL_CONFIG' });
});

it('says which file is missing', async () => {
  const assets = { ...assetsIn(folder), files: {} };
  await expect(loadSequenceClassifier(assets, { outputs: 3, random })).rejects.toMatchObject({
    code: 'HUB_NOT_FOUND',
    message: expect.stringContaining('no file for its config') as string,
  });
});
