import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { parseAdapterConfig } from '../adapter-config.ts';
import { startTensorFlow } from '../kit.test.support.ts';
import { baseOfShapes } from '../shapes.test.support.ts';
import type { AdapterArchive } from './archive.ts';
import { mergedCheckpoint, mergedTensors } from './merge-file.ts';

beforeAll(startTensorFlow);

/** The tensors of a base of these 2×2 weights, all zero, with an adapter of these layers merged in, and the first number of each. */
async function firstNumbers(weights: readonly string[], names: readonly string[]) {
  const base = await baseOfShapes(Object.fromEntries(weights.map((name) => [name, [2, 2]])));
  const results = mergedTensors(adapterOf(names), base);
  return Promise.all(
    Object.entries(results).map(async ([name, { read }]) => {
      const { buffer, byteOffset } = await read();
      return [name, new DataView(buffer, byteOffset).getFloat32(0, true)] as const;
    }),
  );
}

function adapterOf(names: readonly string[]): AdapterArchive {
  const config = parseAdapterConfig({ method: 'lora', r: 1, target_modules: [...names] });
  const layers = names.map((name) => ({
    name,
    layer: { kind: 'linear', inFeatures: 2, outFeatures: 2 } as const,
    parameters: { lora_A: tf.ones([1, 2]), lora_B: tf.ones([2, 1]) },
  }));
  return { config, u: 1, layers, whole: {} };
}

/** The names of all tensors. */
const merged = async (...given: Parameters<typeof firstNumbers>) =>
  (await firstNumbers(...given)).map(([name]) => name);
/** The names of those that changed. */
const mergedInto = async (...given: Parameters<typeof firstNumbers>) =>
  (await firstNumbers(...given)).flatMap(([name, first]) => (first === 0 ? [] : [name]));

it('takes one first part more or less', async () => {
  await expect(merged(['bert.q.weight'], ['q'])).resolves.toEqual(['bert.q.weight']);
  await expect(merged(['q.weight'], ['bert.q'])).resolves.toEqual(['q.weight']);
  const towers = ['text_model.q.weight', 'vision_model.q.weight'];
  await expect(merged(towers, ['text_model.q'])).resolves.toEqual(towers);
  const heads = ['a.lm_head.weight', 'a.q.weight', 'b.lm_head.weight'];
  await expect(merged(heads, ['a.q'])).resolves.toEqual(heads);
});

it('finds what transformers 5 names otherwise than checkpoints do', async () => {
  const llava = [
    'language_model.model.layers.0.mlp.up_proj.weight',
    'language_model.lm_head.weight',
    'vision_tower.vision_model.encoder.layers.0.mlp.up_proj.weight',
    'multi_modal_projector.linear_1.weight',
  ];
  const modules = [
    'model.language_model.layers.0.mlp.up_proj',
    'lm_head',
    'model.vision_tower.encoder.layers.0.mlp.up_proj',
    'model.multi_modal_projector.linear_1',
  ];
  const found = async (names: string[], layer: string) => (await mergedInto(names, [layer])).join();
  for (const [i, layer] of modules.entries()) expect(await found(llava, layer)).toBe(llava[i]);
  expect(await found(llava, 'model.layers.0.mlp.up_proj')).toBe(llava[0]);
  const vit = ['vit.encoder.layer.0.attention.attention.query.weight', 'vit.pooler.dense.weight'];
  expect(await found(vit, 'vit.layers.0.attention.q_proj')).toBe(vit[0]);
  const mixtral = ['model.layers.0.block_sparse_moe.gate.weight'];
  expect(await found(mixtral, 'model.layers.0.mlp.gate')).toBe(mixtral[0]);
});

it('takes no tensor that lies elsewhere in a layer or in another tower', async () => {
  const lacks = (weight: string, layer: string) =>
    expect(merged([weight], [layer])).rejects.toThrow(/base model lacks/);
  await lacks('layers.0.mlp.shared.up_proj.weight', 'layers.0.mlp.up_proj');
  await lacks('vision_tower.layers.0.q.weight', 'model.language_model.layers.0.q');
  await lacks('q.weight', 'a.b.q');
});

it.each([
  'model.vision_tower.layers.0',
  'model.encoder.layers.0',
  'model.vision_model.layers.0',
  'mtp.layers.0',
  'draft_model.model.layers.0',
  'talker.model.layers.0',
  'model.bert.layers.0',
])("takes none of a language model's layers for %s, nor the reverse", async (layer) => {
  const [own, other] = ['model.layers.0.q', `${layer}.q`];
  await expect(merged([`${own}.weight`], [other])).rejects.toThrow(/base model lacks/);
  await expect(merged([`${other}.weight`], [own])).rejects.toThrow(/base model lacks/);
});

/** Names of modules, as PEFT writes them, and of the tensors in the checkpoint of a model that wraps it, or that it wraps. */
it.each([
  ['encoder.layer.0.attention.self.query', 'bert.encoder.layer.0.attention.self.query'],
  ['encoder.layer.0.attention.self.query', 'roberta.encoder.layer.0.attention.self.query'],
  ['h.0.attn.c_attn', 'transformer.h.0.attn.c_attn'],
  ['layers.0.self_attn.q_proj', 'model.layers.0.self_attn.q_proj'],
  ['layers.0.mixer.in_proj', 'backbone.layers.0.mixer.in_proj'],
  ['transformer.layer.0.attention.q_lin', 'distilbert.transformer.layer.0.attention.q_lin'],
  ['encoder.layers.0.self_attn.q_proj', 'text_model.encoder.layers.0.self_attn.q_proj'],
  ['encoder.layers.0.self_attn.q_proj', 'vision_model.encoder.layers.0.self_attn.q_proj'],
  ['model.layers.0.self_attn.q_proj', 'model.language_model.layers.0.self_attn.q_proj'],
  ['model.layers.0.self_attn.q_proj', 'language_model.model.layers.0.self_attn.q_proj'],
  [
    'model.language_model.layers.0.self_attn.q_proj',
    'language_model.model.layers.0.self_attn.q_proj',
  ],
  ['layers.0.self_attn.q_proj', 'base_model.model.model.layers.0.self_attn.q_proj'],
  ['model.layers.0.self_attn.q_proj', '_orig_mod.model.layers.0.self_attn.q_proj'],
])('takes %s and %s for the same, and tells of it', async (one, other) => {
  for (const [layer, key] of [
    [one, other],
    [other, one],
  ] as const) {
    expect(await mergedInto([`${key}.weight`], [layer])).toEqual([`${key}.weight`]);
    const base = await baseOfShapes({ [`${key}.weight`]: [2, 2] });
    const lines: string[] = [];
    await mergedCheckpoint(adapterOf([layer]), base, (line) => lines.push(line));
    expect(lines).toEqual([expect.stringContaining(`${layer}.weight → ${key}.weight`)]);
    await mergedCheckpoint(adapterOf([key]), base, (line) => lines.push(line));
    expect(lines).toHaveLength(1);
  }
});

it('chooses none of several', async () => {
  const towers = ['text_model', 'vision_model'].map(
    (tower) => `${tower}.encoder.layers.0.q.weight`,
  );
  await expect(merged(towers, ['encoder.layers.0.q'])).rejects.toThrow(
    /q\.weight may be any of text_model\.encoder.*vision_model\.encoder/,
  );
  const [text, vision] = towers.map((name) => name.replace(/\.weight$/, ''));
  await expect(merged(['encoder.layers.0.q.weight'], [text!, vision!])).rejects.toThrow(
    /only encoder\.layers\.0\.q\.weight for the layers text_model.*, vision_model/,
  );
});
