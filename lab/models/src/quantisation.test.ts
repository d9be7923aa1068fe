import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { writeSafetensors, type TensorData } from '@singlora/core/formats';
import type { Assets } from '@singlora/hub';
import { expect, it } from 'vitest';
import { fixture } from './fixtures.test.support.ts';
import { quantisationOf } from './quantisation.ts';

const folder = folderForEachTest();

function checkpoint(path: string, name: string): Assets {
  const file = (name: string) => ({ name, path, bytes: 0, sha256: '' });
  const names = [name, 'config.json', 'tokenizer.json'];
  const files = Object.fromEntries(names.map((name) => [name, file(name)]));
  return { kind: 'model', id: path, revision: 'local', source: 'folder', origin: path, files };
}

const tensor = (dtype: TensorData['dtype'], numbers: number, bytes: number): TensorData => ({
  dtype,
  shape: [numbers],
  data: new Uint8Array(numbers * bytes),
});

async function quantisationWith(tensors: Readonly<Record<string, TensorData>>) {
  const path = join(folder, 'model.safetensors');
  await writeSafetensors(path, tensors);
  return quantisationOf(checkpoint(path, 'model.safetensors'));
}

it('is the type of most numbers, where it has fewer than 16 bits', async () => {
  const tensors = { norm: tensor('F32', 4, 4), weight: tensor('F8_E4M3', 64, 1) };
  expect(await quantisationWith(tensors)).toBe('F8_E4M3');
});

it.each([
  ['F32', 4],
  ['F16', 2],
  ['BF16', 2],
] as const)('%s is none, whatever a few numbers are stored in', async (dtype, bytes) => {
  const tensors = { weight: tensor(dtype, 64, bytes), scale: tensor('F8_E4M3', 4, 1) };
  expect(await quantisationWith(tensors)).toBeUndefined();
});

it('is none of a GGUF file whose numbers are floats', async () => {
  const path = fixture('tiny-llama-gqa.gguf');
  expect(await quantisationOf(checkpoint(path, 'model.gguf'))).toBeUndefined();
});

it('is told of GGUF’s blocks, which hold several numbers each', async () => {
  const path = fixture('tiny-llama-q8.gguf');
  expect(await quantisationOf(checkpoint(path, 'model.gguf'))).toBe('Q8_0');
});
