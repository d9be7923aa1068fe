import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderForAllTests } from '../disk/temporary.test.support.ts';
import { openSafetensors, toFloat32, writeSafetensors } from '../formats/index.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTensorFlow } from '../kit.test.support.ts';
import { disposeArchive, type AdapterArchive } from '../files/archive.ts';
import { parseAdapter } from '../files/parse.ts';
import { mergeIntoCheckpoint } from './merge-file.ts';
import { readAdapter } from './read.ts';
import { writeAdapter } from './write.ts';

/** Made by tools/fixtures/peft_models.py: models, adapters that peft saved, and models that peft merged. */
const fixtures = fileURLToPath(new URL('../fixtures/peft-models', import.meta.url));
const foldersIn = async (path: string) =>
  (await readdir(path, { withFileTypes: true })).filter((e) => e.isDirectory()).map((e) => e.name);
const cases: [model: string, adapter: string][] = [];
for (const model of await foldersIn(fixtures))
  for (const adapter of await foldersIn(join(fixtures, model))) cases.push([model, adapter]);

const folder = folderForAllTests();
beforeAll(() => startTensorFlow());

async function contentOf(path: string) {
  const file = await openSafetensors(path);
  const views = await Promise.all(file.names.map((name) => file.read(name)));
  await file.close();
  return new Map(file.names.map((name, i) => [name, views[i]!]));
}

describe('merged as peft merges', () => {
  it.each(cases)('%s: %s', async (model, adapter) => {
    const base = join(fixtures, model, 'base.safetensors');
    const archive = await readAdapter(join(fixtures, model, adapter));
    const out = join(folder, `${model}-${adapter}.safetensors`);
    await mergeIntoCheckpoint(archive, base, out);
    disposeArchive(archive);
    const [before, merged, expected] = await Promise.all(
      [base, out, join(fixtures, model, adapter, 'merged.safetensors')].map(contentOf),
    );
    expect(new Set(merged!.keys())).toEqual(new Set([...before!.keys(), ...expected!.keys()]));
    for (const [name, view] of merged!) {
      const wanted = expected!.get(name) ?? before!.get(name)!;
      expect({ name, shape: view.shape, dtype: view.dtype }).toEqual({
        name,
        shape: wanted.shape,
        dtype: wanted.dtype,
      });
      const [found, numbers] = [toFloat32(view), toFloat32(wanted)];
      const furthest = Math.max(...found.map((x, i) => Math.abs(x - numbers[i]!)));
      expect({ name, furthest }).toSatisfy(() => furthest < 1e-6);
    }
  });
});

const tied = (name: string) => join(fixtures, 'llama-tied', name);
const merged = join(folder, 'merged.safetensors');

/** Merges an adapter into the base of a tied head, unless told of another, and gives the notices. */
async function noticesOf(archive: AdapterArchive, base = tied('base.safetensors')) {
  const lines: string[] = [];
  await mergeIntoCheckpoint(archive, base, merged, (line) => lines.push(line));
  disposeArchive(archive);
  return lines;
}

it('tells of a head that the base does not have', async () => {
  expect(await noticesOf(await readAdapter(tied('both-whole')))).toEqual([]);
  const lines = await noticesOf(await readAdapter(tied('head-whole')));
  expect(lines.join()).toMatch(/no lm_head\.weight.*tie_word_embeddings to false/);
});

it.each([
  ['both', ['model.embed_tokens.weight', 'lm_head.weight'], []],
  ['tokens', ['model.embed_tokens.weight'], [/lm_head\.weight is a copy of model\.embed_tokens/]],
  [
    'embedding',
    ['model.embed_tokens.weight'],
    [/lm_head\.weight is a copy of model\.embed_tokens\.weight.*tie_word/],
  ],
  ['head-whole', ['lm_head.weight'], [/embed_tokens\.weight is a copy of lm_head\.weight/]],
] as const)('tells of %s where a copy stays as it was', async (adapter, changed, told) => {
  const before = await contentOf(tied('base.safetensors'));
  const tensors = Object.fromEntries(
    [...before, ['lm_head.weight', before.get('model.embed_tokens.weight')!] as const].map(
      ([name, { dtype, shape, bytes }]) => [name, { dtype, shape, data: bytes.slice() }],
    ),
  );
  const base = join(folder, 'with-copy.safetensors');
  await writeSafetensors(base, tensors);
  const lines = await noticesOf(await readAdapter(tied(adapter)), base);
  expect(lines).toEqual(told.map((line) => expect.stringMatching(line) as unknown));
  const after = await contentOf(merged);
  for (const name of ['model.embed_tokens.weight', 'lm_head.weight'])
    expect([name, Buffer.compare(after.get(name)!.bytes, tensors[name]!.data) !== 0]).toEqual([
      name,
      (changed as readonly string[]).includes(name),
    ]);
});

describe('an embedding replaced in a base without a head', () => {
  const merge = async (taskType: string | null) => {
    const read = (name: string) => readFile(join(tied('both-whole'), name));
    const settings = JSON.parse(String(await read('adapter_config.json'))) as object;
    const archive = await parseAdapter({
      'adapter_model.safetensors': await read('adapter_model.safetensors'),
      'adapter_config.json': Buffer.from(JSON.stringify({ ...settings, task_type: taskType })),
    });
    const { 'lm_head.weight': _, ...whole } = archive.whole;
    return noticesOf({ ...archive, whole });
  };

  it('is refused of a model that writes tokens', async () => {
    for (const task of ['CAUSAL_LM', 'SEQ_2_SEQ_LM'])
      await expect(merge(task)).rejects.toThrow(/is replaced and its head is not/);
  });

  it('is told of where the adapter does not say what its model does', async () => {
    expect(await merge('SEQ_CLS')).toEqual([]);
    expect(await merge(null)).toEqual([expect.stringMatching(/embed_tokens.*tied/)]);
  });
});

it.each([
  ['embedding', 'CAUSAL_LM', [/changes model\.embed_tokens.*tied.*did not/]],
  ['embedding', undefined, [/changes model\.embed_tokens.*tied.*did not/]],
  ['embedding', 'SEQ_CLS', []],
  ['both', 'CAUSAL_LM', []],
] as const)('tells of a tied head that changes with %s of %s', async (adapter, taskType, told) => {
  const { taskType: _, ...archive } = await readAdapter(tied(adapter));
  const lines = await noticesOf({ ...archive, ...(taskType && { taskType }) });
  expect(lines).toEqual(told.map((line) => expect.stringMatching(line) as unknown));
});

it.each(['tokens', 'tokens-of-both', 'tokens-resized'])(
  'writes %s as it read them',
  async (name) => {
    const archive = await readAdapter(join(fixtures, 'llama', name));
    await writeAdapter(join(folder, name), archive);
    const again = await readAdapter(join(folder, name));
    const numbers = ({ tokens = {}, whole }: typeof archive) => [
      Object.entries(tokens).map(([layer, { indices, rows }]) => [
        layer,
        indices,
        rows.arraySync(),
      ]),
      Object.entries(whole).map(([layer, tensor]) => [layer, tensor.arraySync()]),
    ];
    expect(numbers(archive)[0]).not.toEqual([]);
    expect(numbers(again)).toEqual(numbers(archive));
    [archive, again].forEach(disposeArchive);
  },
);
