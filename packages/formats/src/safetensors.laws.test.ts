import { fc, test } from '@fast-check/vitest';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { elementBytes, type Dtype } from './dtype.ts';
import { FormatError } from './errors.ts';
import { openSafetensors } from './open-safetensors.ts';
import { parseSafetensors } from './safetensors.ts';
import type { TensorData } from './encode-safetensors.ts';
import { writeSafetensors } from './write-safetensors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'formats-'));
});
afterAll(() => rm(folder, { recursive: true }));

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

const number = fc.oneof(
  fc.nat(20),
  fc.integer(),
  fc.double(),
  fc.constantFrom(2 ** 53, 2 ** 31, 1e308),
);
const description = fc.record({
  dtype: fc.oneof(fc.constantFrom(...dtypes), fc.string()),
  shape: fc.oneof(fc.array(number, { maxLength: 3 }), fc.jsonValue()),
  data_offsets: fc.oneof(fc.tuple(number, number), fc.jsonValue()),
});
const header = fc.oneof(
  fc.dictionary(fc.string({ maxLength: 2 }), fc.oneof(description, fc.jsonValue()), { maxKeys: 4 }),
  fc.jsonValue(),
);

/** Reads all it can; a tensor that is promised must be readable. */
async function readAll(bytes: Uint8Array): Promise<void> {
  const file = await parseSafetensors(bytes);
  for (const key of file.names) {
    const { shape, dtype, bytes: content } = await file.read(key);
    const count = shape.reduce((product, size) => product * size, 1);
    expect(content.byteLength).toBe(count * elementBytes[dtype]);
  }
}

async function onlyFormatErrors(bytes: Uint8Array): Promise<void> {
  try {
    await readAll(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
  }
}

test.prop([header, fc.nat(40)])('a made-up header is read or refused', async (json, dataBytes) => {
  const text = Buffer.from(JSON.stringify(json));
  const bytes = Buffer.alloc(8 + text.byteLength + dataBytes);
  bytes.writeBigUInt64LE(BigInt(text.byteLength));
  text.copy(bytes, 8);
  await onlyFormatErrors(bytes);
});

test.prop([
  tensors,
  fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
  fc.nat(),
])('a damaged file is read or refused', async (written, changes, cut) => {
  const path = join(folder, 'damaged.safetensors');
  await writeSafetensors(path, written);
  const bytes = await readFile(path);
  for (const [at, value] of changes) bytes[at % bytes.byteLength] = value;
  await onlyFormatErrors(bytes);
  await onlyFormatErrors(bytes.subarray(0, cut % bytes.byteLength));
});
