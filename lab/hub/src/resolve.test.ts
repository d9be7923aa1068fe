import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ResolveOptions } from './assets.ts';
import { sha256Of } from './fake-hub.test.helper.ts';
import { resolveAssets, resolveDataset } from './resolve.ts';
import { exactly } from './selection.ts';

const resolveModel = (id: string, names: readonly string[], options: ResolveOptions) =>
  resolveAssets('model', id, exactly(names), options, {});

const commits = ['a'.repeat(40), 'b'.repeat(40)] as const;

const folder = folderForEachTest();
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  env = {
    HF_HUB_CACHE: join(folder, 'hub'),
    XDG_CACHE_HOME: join(folder, 'own'),
    HF_HUB_OFFLINE: '1',
  };
});

async function cached(repository: string, path: string, content: string): Promise<string> {
  const file = join(folder, 'hub', repository, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, content);
  return file;
}

describe('the Hugging Face cache', () => {
  it('is read by revision and by commit, without a write', async () => {
    const [old, main] = commits;
    await cached('datasets--org--rows', 'refs/main', `${main}\n`);
    const first = await cached('datasets--org--rows', `snapshots/${old}/mnli/train.parquet`, 'old');
    const second = await cached(
      'datasets--org--rows',
      `snapshots/${main}/mnli/train.parquet`,
      'new',
    );
    const at = (revision?: string) =>
      resolveDataset('org/rows', ['mnli/train.parquet'], { env, ...(revision && { revision }) });
    expect(await at()).toEqual({
      kind: 'dataset',
      id: 'org/rows',
      revision: main,
      source: 'cache',
      origin: `Hugging Face cache ${join(folder, 'hub')}`,
      files: {
        'mnli/train.parquet': {
          name: 'mnli/train.parquet',
          path: second,
          bytes: 3,
          sha256: sha256Of(Buffer.from('new')),
        },
      },
    });
    expect((await at(old)).files['mnli/train.parquet']?.path).toBe(first);
    expect((await readdir(join(folder, 'hub', 'datasets--org--rows'))).sort()).toEqual([
      'refs',
      'snapshots',
    ]);
  });

  it('does not do where it lacks a file', async () => {
    await cached('models--org--name', 'refs/main', commits[0]);
    await cached('models--org--name', `snapshots/${commits[0]}/config.json`, '{}');
    await expect(
      resolveModel('org/name', ['config.json', 'model.safetensors'], { env }),
    ).rejects.toThrow(/HF_HUB_OFFLINE forbids/);
  });

  it('does not follow a ref that is no commit', async () => {
    await cached('models--org--name', 'refs/main', '../../elsewhere');
    await cached('elsewhere', 'config.json', '{}');
    await expect(resolveModel('org/name', ['config.json'], { env })).rejects.toMatchObject({
      code: 'HUB_OFFLINE',
    });
  });

  it.each([
    ['model', 'FacebookAI/roberta-base', 'roberta-base'],
    ['model', 'gpt2', 'openai-community/gpt2'],
    ['dataset', 'nyu-mll/glue', 'glue'],
  ] as const)('is searched for the %s %s as %s, too', async (kind, id, other) => {
    const repository = `${kind}s--${other.replace('/', '--')}`;
    await cached(repository, 'refs/main', commits[0]);
    const path = await cached(repository, `snapshots/${commits[0]}/file`, 'content');
    const find = () => resolveAssets(kind, id, exactly(['file']), { env }, {});
    expect(await find()).toMatchObject({
      id,
      source: 'cache',
      origin: expect.stringContaining(`where it is ${other}`) as string,
      files: { file: { path } },
    });
    await rm(path);
    await expect(find()).rejects.toThrow(`does not hold it, nor as ${other}`);
  });

  it('holds nothing: the error names the flag that takes a folder', async () => {
    await expect(resolveModel('org/name', ['file'], { env, flag: '--model' })).rejects.toThrow(
      'Give the path of a folder with these files (--model=FOLDER)',
    );
  });

  it('suggests a model that it holds', async () => {
    await cached('models--org--name', 'refs/main', commits[0]);
    await expect(resolveModel('org/nam', ['config.json'], { env })).rejects.toThrow(
      /Did you mean org\/name\?/,
    );
  });
});

describe('a folder', () => {
  it('is taken as it is', async () => {
    await writeFile(join(folder, 'config.json'), '{}');
    const assets = await resolveModel(folder, ['config.json'], { env });
    expect(assets).toMatchObject({ source: 'folder', id: folder, revision: 'local' });
    expect(assets.files['config.json']?.path).toBe(join(folder, 'config.json'));
  });

  it('must have the files', async () => {
    await expect(resolveModel(folder, ['config.json', 'a'], { env })).rejects.toMatchObject({
      code: 'HUB_NOT_FOUND',
      message: expect.stringMatching(/lacks config.json, a\./) as string,
    });
  });

  it('must be there, where the name can only be a path', async () => {
    await expect(resolveModel('./no/such', ['a'], { env })).rejects.toThrow(
      /There is no folder .*\/no\/such/,
    );
  });
});

describe('names', () => {
  it('may not leave their folders', async () => {
    await expect(resolveDataset('org/name', ['../a'], { env })).rejects.toMatchObject({
      code: 'HUB_BAD_NAME',
    });
    await expect(resolveModel('a/b/c', ['a'], { env })).rejects.toMatchObject({
      code: 'HUB_BAD_NAME',
    });
  });
});
