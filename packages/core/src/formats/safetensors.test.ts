import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '../disk/temporary.test.support.ts';
import { describe, expect, it } from 'vitest';
import { toFloat32 } from './dtype.ts';
import { openSafetensors } from './open-safetensors.ts';
import { parseSafetensors } from './safetensors.ts';
import { writeSafetensors } from './write-safetensors.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

/** A file with this header and so many zero bytes after it. */
function file(header: unknown, dataBytes = 0): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = Buffer.alloc(8 + json.byteLength + dataBytes);
  bytes.writeBigUInt64LE(BigInt(json.byteLength));
  json.copy(bytes, 8);
  return bytes;
}

const f32 = (shape: unknown, ...offsets: unknown[]) => ({
  dtype: 'F32',
  shape,
  data_offsets: offsets,
});

const folder = folderForEachTest();

describe('openSafetensors', () => {
  it('reads what the reference implementation wrote', async () => {
    const opened = await openSafetensors(join(fixtures, 'every-type.safetensors'));
    const floats = JSON.parse(await readFile(join(fixtures, 'every-type.json'), 'utf8')) as Record<
      string,
      number[]
    >;
    for (const [name, numbers] of Object.entries(floats)) {
      expect([...toFloat32(await opened.read(name))], name).toEqual(numbers);
      expect([...(await opened.readFloat32(name))], name).toEqual(numbers);
    }
    const integers = async (name: string) => Buffer.from((await opened.read(name)).bytes);
    expect((await integers('i64')).readBigInt64LE(0)).toBe(-(2n ** 63n));
    expect((await integers('i32')).readInt32LE(4)).toBe(2 ** 31 - 1);
    expect([...(await integers('bool'))]).toEqual([1, 0, 1]);
    expect(opened.info('i16').shape).toEqual([2, 1]);
    expect(opened.info('scalar').shape).toEqual([]);
    expect(opened.names).toHaveLength(12);
    expect(opened.metadata).toEqual({ format: 'pt', note: 'größe ✓' });
    await opened.close();
  });

  it('widens every number of eight bits as torch does', async () => {
    const opened = await openSafetensors(join(fixtures, 'eight-bits.safetensors'));
    const numbers = JSON.parse(await readFile(join(fixtures, 'eight-bits.json'), 'utf8')) as Record<
      string,
      (number | string | null)[]
    >;
    const special: Record<string, number> = { inf: Infinity, '-inf': -Infinity, null: NaN };
    for (const [name, wanted] of Object.entries(numbers)) {
      const expected = wanted.map((x) => special[String(x)] ?? x);
      expect([...(await opened.readFloat32(name))], name).toEqual(expected);
      expect([...toFloat32(await opened.read(name))], name).toEqual(expected);
    }
    await opened.close();
  });

  it('widens a tensor of many pieces', async () => {
    const path = join(folder, 'long.safetensors');
    const data = Uint16Array.from({ length: 5_000_001 }, (_, i) => i % 0x7c00);
    await writeSafetensors(path, { a: { dtype: 'F16', shape: [data.length], data } });
    const opened = await openSafetensors(path);
    const floats = await opened.readFloat32('a');
    const whole = toFloat32(await opened.read('a'));
    expect(Buffer.compare(Buffer.from(floats.buffer), Buffer.from(whole.buffer))).toBe(0);
    await opened.close();
  });

  it('widens no integers', async () => {
    const opened = await openSafetensors(join(fixtures, 'every-type.safetensors'));
    await expect(opened.readFloat32('i32')).rejects.toMatchObject({
      code: 'FORMAT_NOT_FLOATS',
      message: expect.stringMatching(
        /^Tensor "i32" in .*every-type.safetensors of type I32/,
      ) as string,
    });
    await opened.close();
  });

  it.each(['F8_E8M0', 'F8_E4M3FNUZ', 'F8_E5M2FNUZ'])('reads %s, but widens none', async (dtype) => {
    const path = join(folder, 'scales.safetensors');
    await writeFile(path, file({ a: { dtype, shape: [3], data_offsets: [0, 3] } }, 3));
    const opened = await openSafetensors(path);
    expect(await opened.read('a')).toMatchObject({ dtype, bytes: new Uint8Array(3) });
    await expect(opened.readFloat32('a')).rejects.toMatchObject({ code: 'FORMAT_NOT_FLOATS' });
    await opened.close();
  });

  it('names a tensor that is not there', async () => {
    const opened = await openSafetensors(join(fixtures, 'every-type.safetensors'));
    expect(opened.has('f32')).toBe(true);
    await expect(opened.read('g32')).rejects.toThrow(/holds no tensor "g32"; it holds 12, such as/);
    await opened.close();
  });

  it('reports a file that is missing, empty or cut short', async () => {
    const path = join(folder, 'weights.safetensors');
    await expect(openSafetensors(path)).rejects.toMatchObject({ code: 'FORMAT_UNREADABLE' });
    await writeFile(path, '');
    await expect(openSafetensors(path)).rejects.toMatchObject({ code: 'FORMAT_SAFETENSORS' });
    await writeFile(path, file({ a: f32([4], 0, 16) }, 16));
    await truncate(path, 70);
    await expect(openSafetensors(path)).rejects.toThrow(
      /tensors end at byte \d+, but the file has 70/,
    );
  });

  it('reports a file that shrinks while it is open', async () => {
    const path = join(folder, 'weights.safetensors');
    await writeSafetensors(path, { a: { dtype: 'F32', shape: [4], data: new Float32Array(4) } });
    const opened = await openSafetensors(path);
    await truncate(path, opened.info('a').end - 1);
    await expect(opened.read('a')).rejects.toMatchObject({ code: 'FORMAT_UNREADABLE' });
    await opened.close();
  });
});

const manyTensors = (count: number): Record<string, object> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [String(i), f32([0], 0, 0)]));

describe('hostile headers', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['shorter than a length', Buffer.from('1234567'), /only 7 bytes long/],
    [
      'a pointer of Git LFS',
      Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n'),
      /pointer of Git LFS in place of the file: run git lfs pull/,
    ],
    ['a file of llama.cpp', Buffer.from('GGUF\x03\0\0\0 and more'), /GGUF\): give the safetensors/],
    ['a length past the end', Buffer.from([9, 0, 0, 0, 0, 0, 0, 0, 123, 125]), /claims 9 bytes/],
    ['a web page', Buffer.from('<!DOCTYPE html>'), /begins with "<!DOCTYP"/],
    ['an absurd length', Buffer.alloc(16, 0xff), /more than the 100000000 allowed/],
    ['no JSON', file('{"a": '), /not JSON/],
    ['no UTF-8', file('{"a\xff": 1}'.replace('\xff', '')).fill(0xff, 9, 10), /not JSON in UTF-8/],
    ['a byte order mark', file('\ufeff{}'), /not JSON/],
    ['nesting without end', file('['.repeat(1e6)), /not JSON/],
    [
      'nesting that ends',
      file(`{"a":${'['.repeat(1e4)}${']'.repeat(1e4)}}`),
      /not JSON of at most/,
    ],
    ['tensors without bytes', file(manyTensors(1e5)), /holds \d+ names and values, too many/],
    ['dimensions without end', file({ a: f32(Array(100).fill(1), 0, 4) }, 4), /has 100 dimensions/],
    ['a name for terminals', file({ '\u001b[2J': 1 }), /tensor "\\u\{1b\}\[2J" is not described/],
    [
      'a name without end',
      file({ ['x'.repeat(1e6)]: 1 }),
      /"x{80}… \(1000000 characters\)" is not/,
    ],
    ['a list', file([]), /not a JSON object/],
    ['a name twice', file('{"a":{},"a":{}}'), /the name "a" twice/],
    ['a field twice', file('{"a":{"dtype":"F32","dtype":"I8"}}'), /the name "dtype" twice/],
    ['metadata that are no strings', file({ __metadata__: { a: 1 } }), /not a table of strings/],
    ['a tensor that is a number', file({ a: 1 }), /"a" is not described/],
    [
      'an unknown type',
      file({ a: { dtype: 'F8', shape: [], data_offsets: [0, 1] } }, 1),
      /unknown type "F8"/,
    ],
    [
      'a type of the prototype',
      file({ a: { dtype: 'toString', shape: [], data_offsets: [0, 1] } }, 1),
      /unknown type/,
    ],
    ['a negative size', file({ a: f32([-1], 0, 4) }, 4), /not a list of whole numbers/],
    [
      'a size of -0',
      file('{"a":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}'),
      /not a list of whole numbers/,
    ],
    ['a fraction', file({ a: f32([0.5, 2], 0, 4) }, 4), /not a list of whole numbers/],
    ['a size past 2^53', file({ a: f32([2 ** 53], 0, 4) }, 4), /not a list of whole numbers/],
    ['a product past 2^64', file({ a: f32([2 ** 32, 2 ** 32, 1], 0, 4) }, 4), /does not fill/],
    ['no shape', file({ a: f32(undefined, 0, 4) }, 4), /not a list of whole numbers/],
    ['three offsets', file({ a: f32([1], 0, 4, 8) }, 8), /not two whole numbers/],
    ['offsets in the wrong order', file({ a: f32([1], 4, 0) }, 4), /does not fill/],
    ['a shape larger than its bytes', file({ a: f32([2], 0, 4) }, 4), /shape \[2\] of F32/],
    ['offsets past the end', file({ a: f32([2], 0, 8) }, 4), /end at byte/],
    ['an overlap', file({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8), /"b" overlaps/],
    ['a hole', file({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12), /"b" leaves a hole/],
    ['bytes before the first', file({ a: f32([1], 4, 8) }, 8), /"a" leaves a hole/],
    ['bytes after the last', file({ a: f32([1], 0, 4) }, 5), /tensors end at byte/],
  ])('%s', async (_, bytes, message) => {
    await expect(parseSafetensors(bytes)).rejects.toThrow(message);
    const path = join(folder, 'hostile.safetensors');
    await writeFile(path, bytes);
    await expect(openSafetensors(path)).rejects.toMatchObject({ code: 'FORMAT_SAFETENSORS' });
  });
});

describe('writeSafetensors', () => {
  it('starts every tensor at a multiple of its element size', async () => {
    const path = join(folder, 'a', 'b.safetensors');
    await writeSafetensors(path, {
      byte: { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) },
      double: { dtype: 'F64', shape: [], data: Float64Array.of(0.5) },
      half: { dtype: 'F16', shape: [1, 1], data: Uint16Array.of(0x3c00) },
    });
    const opened = await openSafetensors(path);
    expect(opened.names).toEqual(['double', 'half', 'byte']);
    expect(opened.info('double').start % 8).toBe(0);
    expect(opened.info('half').start % 2).toBe(0);
    await opened.close();
  });

  it('refuses a shape that does not match its data, and the reserved name', async () => {
    const path = join(folder, 'c.safetensors');
    const data = new Float32Array(3);
    await expect(writeSafetensors(path, { a: { dtype: 'F32', shape: [2], data } })).rejects.toThrow(
      'shape [2] of F32 takes 8 bytes, its data has 12',
    );
    await expect(
      writeSafetensors(path, { __metadata__: { dtype: 'F32', shape: [3], data } }),
    ).rejects.toThrow(/reserves this name/);
    expect(await readdir(folder)).toEqual([]);
  });
});
