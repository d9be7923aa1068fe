import { toFloat32 } from '../../formats/bytes.ts';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { slotOf, startTensorFlow } from '../../kit.test.support.ts';
import { baseOfShapes, fileOfShapes, type Shapes } from '../../shapes.test.support.ts';
import { disposeArchive, restoreAdapter } from '../archive.ts';
import { encodeExport } from '../export.ts';
import { encodeAdapter } from '../encode.ts';
import { mergedTensors } from '../merge-file.ts';
import { parseAdapter } from '../parse.ts';
import { configForLayer } from '../../targets.ts';

beforeAll(startTensorFlow);

const named = (shapes: Shapes) =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [`base_model.model.${name}.weight`, shape]),
  );

/** Two experts of 2 inputs, 3 within and 2 outputs, at rank 2. */
const factors: Shapes = {
  'mlp.experts.base_layer.lora_A': [4, 2],
  'mlp.experts.base_layer.lora_B': [6, 4],
  'mlp.experts.lora_A': [4, 3],
  'mlp.experts.lora_B': [2, 4],
};
const targets = ['mlp.experts.gate_up_proj', 'mlp.experts.down_proj'];
const parse = (shapes: Shapes, settings: object) =>
  parseAdapter({
    'adapter_model.safetensors': fileOfShapes(shapes, (i) => i),
    'adapter_config.json': Buffer.from(
      JSON.stringify({ peft_type: 'LORA', r: 2, lora_alpha: 2, ...settings }),
    ),
  });
const read = (shapes = factors, settings: object = {}) =>
  parse(named(shapes), { target_modules: [], target_parameters: targets, ...settings });
async function merged(shapes: Shapes, archive: Awaited<ReturnType<typeof read>>) {
  const base = await baseOfShapes(shapes, () => 1);
  const found = Object.entries(mergedTensors(archive, base)).map(
    async ([name, { dtype, shape, read: numbers }]) => {
      const { buffer, byteOffset, byteLength } = await numbers();
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      return [name, [...toFloat32({ dtype, shape, bytes })]] as [string, number[]];
    },
  );
  return new Map(await Promise.all(found));
}

it.each([
  ['a list', ['v']],
  ['no layers', []],
  ['an expression', '.*\\.v'],
])('a linear layer that is a target by its weight is one, beside %s', async (_what, layers) => {
  const shapes: Shapes = { 'net.q.lora_A': [2, 3], 'net.q.lora_B': [3, 2] };
  if (layers.length > 0) Object.assign(shapes, { 'net.v.lora_A': [2, 3], 'net.v.lora_B': [3, 2] });
  const archive = await read(shapes, { target_modules: layers, target_parameters: ['q.weight'] });
  const slots = ['net.q', ...(layers.length > 0 ? ['net.v'] : [])].map((name) =>
    slotOf(name, 3, 3),
  );
  expect([...restoreAdapter(archive, slots).layers.keys()]).toEqual(slots.map(({ name }) => name));
  const files = await encodeAdapter(archive);
  const written = JSON.parse(new TextDecoder().decode(files['adapter_config.json'])) as object;
  expect(written).toMatchObject({ target_modules: expect.arrayContaining(['net.q']) as unknown });
});

it.each([
  { exclude_modules: [] },
  { exclude_modules: '' },
  { layers_to_transform: [], layers_pattern: [] },
  { layers_to_transform: [0], layers_pattern: '' },
])('%j is as if it were not there', async (settings) => {
  const shapes: Shapes = { 'layers.0.q.lora_A': [2, 3], 'layers.0.q.lora_B': [3, 2] };
  const plain = { target_modules: ['q'], target_parameters: null };
  const { config } = await read(shapes, { ...plain, ...settings });
  const kept = Object.entries(settings).filter(([, value]) => value.length > 0);
  expect(config).toEqual((await read(shapes, { ...plain, ...Object.fromEntries(kept) })).config);
});

it('parameters without their modules are of the experts, and not of a router that is named', async () => {
  // The tensors that PEFT saves for all-linear on Mixtral.
  const shapes = { ...factors, 'mlp.gate.lora_A': [2, 2], 'mlp.gate.lora_B': [2, 2] };
  const target_parameters = ['gate_up_proj', 'gate.weight', 'down_proj'];
  const archive = await read(shapes, { target_modules: ['q_proj'], target_parameters });
  const names = archive.layers.map(({ name }) => name.replace(/\[\d\]/, ''));
  expect(new Set(names)).toEqual(
    new Set(['mlp.experts.gate_up_proj', 'mlp.experts.down_proj', 'mlp.gate']),
  );
});

it('a head that PEFT adapts with the embedding is a target', async () => {
  const shapes = {
    'base_model.model.embed_tokens.lora_embedding_A': [2, 7],
    'base_model.model.embed_tokens.lora_embedding_B': [3, 2],
    'base_model.model.lm_head.lora_A.weight': [2, 3],
    'base_model.model.lm_head.lora_B.weight': [7, 2],
  };
  const targetsOf = async (settings: object) =>
    (await parse(shapes, { target_modules: ['embed_tokens'], ...settings })).config.target_modules;
  expect(await targetsOf({ ensure_weight_tying: true })).toEqual(['embed_tokens', 'lm_head']);
  expect(await targetsOf({})).toEqual(['embed_tokens']);
});

describe('experts', () => {
  it('are merged alike into one tensor, either way round, and into one for each', async () => {
    const archive = await read();
    const stacked = await merged(
      { 'mlp.experts.gate_up_proj': [2, 6, 2], 'mlp.experts.down_proj': [2, 2, 3] },
      archive,
    );
    const turned = await merged(
      { 'mlp.experts.gate_up_proj': [2, 2, 6], 'mlp.experts.down_proj': [2, 3, 2] },
      archive,
    );
    const apart = await merged(
      Object.fromEntries(
        [0, 1].flatMap((e) => [
          [`mlp.experts.${e}.gate_proj.weight`, [3, 2]],
          [`mlp.experts.${e}.up_proj.weight`, [3, 2]],
          [`mlp.experts.${e}.down_proj.weight`, [2, 3]],
        ]),
      ) as Shapes,
      archive,
    );
    const of = (e: number, part: string) => apart.get(`mlp.experts.${e}.${part}.weight`)!;
    const whole = [0, 1].flatMap((e) => [...of(e, 'gate_proj'), ...of(e, 'up_proj')]);
    expect(stacked.get('mlp.experts.gate_up_proj')).toEqual(whole);
    expect(stacked.get('mlp.experts.down_proj')).toEqual([0, 1].flatMap((e) => of(e, 'down_proj')));
    const back = tf.transpose(
      tf.tensor(turned.get('mlp.experts.gate_up_proj')!, [2, 2, 6]),
      [0, 2, 1],
    );
    expect([...back.dataSync()]).toEqual(whole);
    // A of expert 1 is [[4, 5], [6, 7]], the first row of its B is the second column and the fourth, [1, 3].
    expect(whole.slice(12, 14)).toEqual([1 + 4 + 3 * 6, 1 + 5 + 3 * 7]);
  });

  it('that are square lie as those beside them do', async () => {
    const square: Shapes = { ...factors, 'mlp.experts.lora_A': [4, 2] };
    const archive = await read(square);
    const turned = { 'mlp.experts.gate_up_proj': [2, 2, 6], 'mlp.experts.down_proj': [2, 2, 2] };
    const straight = { ...turned, 'mlp.experts.gate_up_proj': [2, 6, 2] };
    const numbers = async (shapes: Shapes) =>
      (await merged(shapes, archive)).get('mlp.experts.down_proj')!;
    const [a, b] = [await numbers(turned), await numbers(straight)];
    expect(a).not.toEqual(b);
    expect([...tf.transpose(tf.tensor(a, [2, 2, 2]), [0, 2, 1]).dataSync()]).toEqual(b);
    const { 'mlp.experts.lora_A': A = [], 'mlp.experts.lora_B': B = [] } = square;
    const alone = await read(
      { 'mlp.experts.lora_A': A, 'mlp.experts.lora_B': B },
      { target_parameters: targets.slice(1) },
    );
    await expect(merged(turned, alone)).rejects.toThrow(/down_proj is square/);
  });

  it('are refused by name where the base packs them, lacks them or has fewer', async () => {
    const archive = await read();
    await expect(merged({ 'mlp.experts.gate_up_proj_blocks': [2, 6] }, archive)).rejects.toThrow(
      /gate_up_proj\[0\] is stored as MXFP4/,
    );
    await expect(merged({ 'mlp.gate.weight': [2, 6] }, archive)).rejects.toThrow(
      /lacks 2 tensor.*mlp\.experts\.gate_up_proj, mlp\.experts\.down_proj/,
    );
    const one = { 'mlp.experts.gate_up_proj': [1, 6, 2], 'mlp.experts.down_proj': [2, 2, 3] };
    await expect(merged(one, archive)).rejects.toThrow(/gate_up_proj\[1\] has shape \[1, 6, 2\]/);
  });

  it('are not written as what PEFT would not read', async () => {
    const archive = await read();
    await expect(encodeAdapter(archive)).rejects.toThrow(/gate_up_proj\[0\].*Merge the adapter/);
    await expect(encodeExport(archive, 'kohya')).rejects.toThrow(/gate_up_proj\[0\].*kohya/);
  });

  it.each([
    ['a rank that does not divide them', factors, { r: 3 }, /experts.*shape \[4, 2\]/],
    ['another parameter', factors, { target_parameters: [targets[0]] }, /do not show which/],
    [
      'two of one kind',
      factors,
      { target_parameters: ['experts.a', 'experts.b'] },
      /do not show which/,
    ],
    ['a name that is none', factors, { target_parameters: 'experts' }, /expected a list of names/],
    [
      'a factor alone',
      { 'mlp.experts.lora_A': [4, 3] },
      { target_parameters: [targets[1]] },
      /lacks/,
    ],
    [
      'experts without end',
      { 'mlp.experts.lora_A': [5000, 1], 'mlp.experts.lora_B': [1, 5000] },
      { r: 1, target_parameters: [targets[1]] },
      /is for 5000 experts/,
    ],
  ])('with %s are refused', async (_what, shapes, settings, message) => {
    const before = tf.memory().numTensors;
    await expect(read(shapes as Shapes, settings)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are not of the rank and alpha that patterns give their module', async () => {
    const archive = await read(
      { 'mlp.gate.lora_A': [2, 2], 'mlp.gate.lora_B': [2, 2] },
      { target_parameters: ['gate.weight'], rank_pattern: { gate: 1 }, alpha_pattern: { gate: 6 } },
    );
    expect(configForLayer(archive.config, 'mlp.gate')).toMatchObject({ r: 2, lora_alpha: 2 });
    disposeArchive(archive);
  });

  it("are not written where PEFT would take them for an embedding's", async () => {
    const archive = await read(
      { 'embed_tokens.lora_A': [2, 2], 'embed_tokens.lora_B': [2, 2] },
      { target_parameters: ['embed_tokens.weight'] },
    );
    await expect(encodeAdapter(archive)).rejects.toThrow(/embed_tokens has its table adapted/);
    disposeArchive(archive);
  });

  it('have the rank and alpha of their parameter', async () => {
    const archive = await read(
      { ...factors, 'mlp.gate.lora_A': [1, 2], 'mlp.gate.lora_B': [2, 1] },
      {
        target_parameters: [...targets, 'mlp.gate.weight'],
        rank_pattern: { 'gate.weight': 1, 'mlp.experts.down_proj': 4 },
      },
    );
    const ranks = archive.layers.map(({ name, parameters: { lora_A } }) => [
      name,
      lora_A?.shape[0],
    ]);
    expect(Object.fromEntries(ranks)).toEqual({
      'mlp.experts.gate_up_proj[0]': 2,
      'mlp.experts.gate_up_proj[1]': 2,
      'mlp.experts.down_proj[0]': 4,
      'mlp.gate': 1,
    });
    disposeArchive(archive);
  });
});

describe('rows of an embedding', () => {
  const prefix = 'embed_tokens.token_adapter.trainable_tokens_delta';
  const shapes = {
    [`base_model.model.${prefix}`]: [2, 2],
    ...named({ 'q.lora_A': [2, 2], 'q.lora_B': [2, 2] }),
  };
  const tokens = (indices: unknown) =>
    parse(shapes, { target_modules: ['q'], trainable_token_indices: indices });

  it.each([
    ['no indices', undefined],
    ['those of another layer', { wte: [0, 1] }],
    ['too few', [1]],
    ['one twice', [1, 1]],
    ['counted from the end', [-1, 1]],
    ['fractions', [0.5, 1]],
    ['text', 'all'],
  ])('with %s are refused', async (_what, indices) => {
    const before = tf.memory().numTensors;
    await expect(tokens(indices)).rejects.toThrow(/trainable_token/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('that the base does not have are refused, and indices without rows', async () => {
    const archive = await tokens([1, 7]);
    const shapes = { 'embed_tokens.weight': [7, 2], 'q.weight': [2, 2] };
    await expect(merged(shapes, archive)).rejects.toThrow(/rows up to 7.*tokens that were added/);
    await expect(read(factors, { trainable_token_indices: [1] })).rejects.toThrow(
      /lacks 1 tensor.*trainable_tokens_delta/,
    );
  });
});
