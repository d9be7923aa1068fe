import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderForThisTest } from '../disk/temporary.test.support.ts';
import type * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTensorFlow } from '../kit.test.support.ts';
import { disposeArchive, type AdapterArchive } from './archive.ts';
import { readAdapter } from '../node/read.ts';

const fixture = (...names: string[]) =>
  fileURLToPath(new URL(join('../fixtures/peft-bin', ...names), import.meta.url));

beforeAll(startTensorFlow);

/** Shapes and values by name, whatever their order. */
function contentOf({ layers, whole }: AdapterArchive): Record<string, unknown> {
  const numbers = (tensors: Readonly<Record<string, tf.Tensor>>) =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [
        name,
        [tensor.shape, [...tensor.dataSync()]],
      ]),
    );
  const named = layers.map(({ name, layer, parameters }) => [name, [layer, numbers(parameters)]]);
  return { ...Object.fromEntries(named), ...numbers(whole) };
}

describe('an adapter_model.bin that peft wrote', () => {
  it.each(['lora', 'dora'])('of %s is what its safetensors are', async (method) => {
    const pickled = await readAdapter(fixture(method, 'bin'));
    const safe = await readAdapter(fixture(method, 'safetensors'));
    expect(pickled.config).toEqual(safe.config);
    expect(Object.keys(contentOf(pickled)).sort()).toEqual([
      'head.bias',
      'head.weight',
      'query',
      'up',
    ]);
    expect(contentOf(pickled)).toEqual(contentOf(safe));
    for (const archive of [pickled, safe]) disposeArchive(archive);
  });

  it('is left alone where there are safetensors', async () => {
    const folder = folderForThisTest();
    for (const name of ['adapter_config.json', 'adapter_model.safetensors'])
      await copyFile(fixture('lora', 'safetensors', name), join(folder, name));
    await copyFile(
      fixture('lora', 'bin', 'adapter_config.json'),
      join(folder, 'adapter_model.bin'),
    );
    disposeArchive(await readAdapter(folder));
  });
});
