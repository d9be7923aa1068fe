import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderForEachTest } from '../disk/temporary.test.support.ts';
import { openSafetensors, writeSafetensors, type TensorData } from '../formats/index.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTensorFlow } from '../kit.test.support.ts';
import { disposeArchive } from '../files/archive.ts';
import { readAdapter } from './read.ts';

const fixture = fileURLToPath(new URL('../fixtures/peft-models/gpt2/linear-last', import.meta.url));
const [settings, tensors] = ['adapter_config.json', 'adapter_model.safetensors'];

const folder = folderForEachTest();
beforeAll(startTensorFlow);

async function copyTo(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  for (const name of [settings, tensors]) await copyFile(join(fixture, name), join(path, name));
}

describe('a folder that is read as an adapter', () => {
  it('names the adapters within it', async () => {
    const within = [join(folder, 'checkpoint-500'), join(folder, 'runs', 'default')];
    for (const path of within) await copyTo(path);
    await expect(readAdapter(folder)).rejects.toThrow(
      `choose one:\n${within.map((path) => `  singlora inspect ${path}`).join('\n')}`,
    );
  });

  it('names the files of tensors in it, or says what to give', async () => {
    await expect(readAdapter(folder)).rejects.toThrow(/Give the folder that PEFT saved, or a file/);
    await writeFile(join(folder, 'style.safetensors'), '');
    await expect(readAdapter(folder)).rejects.toThrow(/Give the file itself: .*style.safetensors/);
  });

  it('may hold the adapter in shards', async () => {
    await copyFile(join(fixture, settings), join(folder, settings));
    const whole = await openSafetensors(join(fixture, tensors));
    const weight_map: Record<string, string> = {};
    for (const [i, name] of whole.names.entries()) {
      weight_map[name] = `adapter_model-0000${i % 2}-of-00002.safetensors`;
    }
    for (const shard of new Set(Object.values(weight_map))) {
      const names = whole.names.filter((name) => weight_map[name] === shard);
      const entries = names.map(async (name): Promise<[string, TensorData]> => {
        const { dtype, shape, bytes } = await whole.read(name);
        return [name, { dtype, shape, data: bytes }];
      });
      await writeSafetensors(join(folder, shard), Object.fromEntries(await Promise.all(entries)));
    }
    await whole.close();
    await writeFile(join(folder, `${tensors}.index.json`), JSON.stringify({ weight_map }));
    const [sharded, plain] = [await readAdapter(folder), await readAdapter(fixture)];
    expect(sharded.layers.map(({ name }) => name).sort()).toEqual(
      plain.layers.map(({ name }) => name).sort(),
    );
    for (const archive of [sharded, plain]) disposeArchive(archive);
  });
});
