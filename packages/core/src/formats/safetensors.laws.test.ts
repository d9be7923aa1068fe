import { fc, test } from '@fast-check/vitest';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '../disk/temporary.test.support.ts';
import { expect } from 'vitest';
import { damagedSafetensors, readsOrRefuses } from './damaged.test.support.ts';
import { elementBytes, type Dtype } from './dtype.ts';
import { FormatError } from './errors.ts';
import { openSafetensors } from './open-safetensors.ts';
import { parseSafetensors } from './safetensors.ts';
import type { TensorData } from './encode-safetensors.ts';
import { writeSafetensors } from './write-safetensors.ts';

const folder = folderForAllTests();

const dtypes = Object.keys(elementBytes) as Dtype[];

const tensor: fc.Arbitrary<TensorData> = fc
  .tuple(fc.constantFrom(...dtypes), fc.array(fc.nat(4), { maxLength: 3 }), fc.nat(255))
  .map(([dtype, shape, fill]) => {
    const count = shape.reduce((product, size) => product * size, 1);
    return { dtype, shape, data: new Uint8Array(count * elementBytes[dtype]).fill(fill) };
  });

const name = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__metadata__');
const tensors = fc.dictionary(name, tensor, { maxKeys: 6 });
const metadata = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 });

test.prop([tensors, metadata])('what is written is read', async (written, notes) => {
  const path = join(folder, 'round-trip.safetensors');
  await writeSafetensors(path, written, notes);
  for (const file of [await openSafetensors(path), await parseSafetensors(await readFile(path))]) {
    expect(new Set(file.names)).toEqual(new Set(Object.keys(written)));
    expect(Object.entries(file.metadata).sort()).toEqual(Object.entries(notes).sort());
    for (const [key, { dtype, shape, data }] of Object.entries(written)) {
      const view = await file.read(key);
      expect({ dtype: view.dtype, shape: view.shape }).toEqual({ dtype, shape });
      expect(Buffer.compare(view.bytes, data as Uint8Array)).toBe(0);
    }
    await file.close();
  }
});

const floats = new Set<Dtype>(['F64', 'F32', 'F16', 'BF16']);
const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name));
const model = 'model.safetensors';

readsOrRefuses('a file of safetensors', {
  sound: ['every-type', 'eight-bits'].map((name) => ({ [model]: fixture(`${name}.safetensors`) })),
  damaged: (draw, { [model]: file = '' }) => ({
    [model]: damagedSafetensors(draw, Buffer.from(file)),
  }),
  async read(folder) {
    // At an odd address in memory, as in a part of a larger buffer.
    const shifted = Buffer.concat([Buffer.alloc(1), readFileSync(join(folder, model))]);
    const file = await parseSafetensors(shifted.subarray(1));
    for (const name of file.names) {
      const view = await file.read(name);
      const count = view.shape.reduce((product, size) => product * size, 1);
      expect(view.bytes.byteLength).toBe(count * elementBytes[view.dtype]);
      if (floats.has(view.dtype)) expect(await file.readFloat32(name)).toHaveLength(count);
    }
  },
  refusals: [FormatError],
});
