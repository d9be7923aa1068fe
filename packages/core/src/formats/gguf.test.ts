import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '../disk/temporary.test.support.ts';
import { describe, expect, it } from 'vitest';
import { gguf, joined, u32, u64 } from './gguf.test.helper.ts';
import { openGguf } from './gguf.ts';
import { openSafetensors } from './open-safetensors.ts';

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name);

const folder = folderForEachTest();

async function made(bytes: Buffer): Promise<string> {
  const path = join(folder, 'made.gguf');
  await writeFile(path, bytes);
  return path;
}

describe('a file that the gguf package wrote', () => {
  it("has that package's numbers, of every type", async () => {
    const file = await openGguf(fixture('every-type.gguf'));
    const expected = await openSafetensors(fixture('every-type.gguf.safetensors'));
    expect(file.names).toHaveLength(16);
    expect(new Set(file.names)).toEqual(new Set(expected.names));
    for (const name of file.names) {
      const { shape, dtype } = file.info(name);
      expect(dtype).toBe(name === 'vector' ? 'F32' : name);
      expect(shape).toEqual(expected.info(name).shape);
      const numbers = await file.readFloat32(name);
      const wanted = await expected.readFloat32(name);
      expect(numbers.length).toBe(wanted.length);
      // The reference package rounds to 32 bits at every step, and the terms of a difference may be larger than it.
      const largest = wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      const apart = numbers.reduce((most, x, i) => Math.max(most, Math.abs(x - wanted[i]!)), 0);
      expect(apart / largest, name).toBeLessThan(2e-7);
      expect(largest, name).toBeGreaterThan(0.5);
    }
    await file.close();
    await expected.close();
  });

  it('has metadata of every kind', async () => {
    const { metadata, version, close } = await openGguf(fixture('every-type.gguf'));
    await close();
    expect(version).toBe(3);
    const kinds = metadata.keys.filter((key) => key.startsWith('kinds.'));
    const values = kinds.map((key) => {
      const value = metadata.get(key);
      return [key.slice(6), ArrayBuffer.isView(value) ? [...(value as Int32Array)] : value];
    });
    expect(Object.fromEntries(values)).toEqual({
      uint8: 255,
      int8: -128,
      uint16: 65535,
      int16: -32768,
      uint32: 2 ** 32 - 1,
      int32: -(2 ** 31),
      uint64: 2n ** 64n - 1n,
      int64: 1 - 2 ** 53,
      float32: Math.fround(0.1),
      float64: 0.1,
      bool: true,
      string: 'größe ✓',
      strings: ['Ġthe', '', '東京'],
      ints: [1, -2, 3],
      floats: [0.5, -1.5],
      bools: [true, false],
    });
    expect(metadata.string('general.architecture')).toBe('made-up');
    expect(metadata.number('no.such')).toBeUndefined();
    expect(() => metadata.number('kinds.string')).toThrow(
      /every-type.gguf.*"kinds.string" is not a number/,
    );
    expect(() => metadata.number('kinds.uint64')).toThrow(/not a number/);
    expect(() => metadata.strings('kinds.ints')).toThrow(/not a list of strings/);
    expect(() => metadata.numbers('kinds.strings')).toThrow(/not a list of numbers/);
  });

  it('is cut short anywhere in vain', async () => {
    const bytes = await readFile(fixture('every-type.gguf'));
    for (let length = 0; length < bytes.byteLength; length += 97) {
      const path = await made(bytes.subarray(0, length));
      await expect(openGguf(path)).rejects.toMatchObject({ code: 'FORMAT_GGUF' });
    }
  });
});

it('reads version 2, an alignment of its own, and a header longer than the first look', async () => {
  const metadata = [
    joined('general.alignment', u32(4), u32(8)),
    joined('long', u32(8), 'x'.repeat(3 << 20)),
  ];
  const tensors = [{ name: 'a', dimensions: [3, 2], offset: 8 }];
  const header = gguf({ version: 2, metadata, tensors, alignment: 8 });
  const data = Buffer.from(Float32Array.of(9, 9, 1, 2, 3, 4, 5, 6).buffer);
  const file = await openGguf(await made(Buffer.concat([header, data])));
  expect(file.version).toBe(2);
  expect(file.metadata.string('long')).toHaveLength(3 << 20);
  expect(file.info('a').shape).toEqual([2, 3]);
  expect([...(await file.readFloat32('a'))]).toEqual([1, 2, 3, 4, 5, 6]);
  await file.close();
});

const one = { name: 'a', dimensions: [4], offset: 0 };
const i8 = (key: string, value = 1) => Buffer.concat([joined(key, u32(1)), Buffer.of(value)]);
const list = (type: number, count: number | bigint) => joined('k', u32(9), u32(type), u64(count));
const nested = (depth: number) =>
  Buffer.concat([
    joined('k', u32(9)),
    ...Array.from({ length: depth }, () => joined(u32(9), u64(1))),
  ]);

describe('a hostile file', () => {
  it.each<[string, Buffer, RegExp]>([
    [
      'nothing',
      Buffer.alloc(0),
      /magic number claims 4 bytes at byte 0, but only 0 bytes are left/,
    ],
    ['another format', Buffer.from('PK\x03\x04 and more'), /does not begin with "GGUF"/],
    ['the first version', gguf({ version: 1 }), /its version is 1/],
    ['the other byte order', gguf({ version: 0x03000000 }), /big-endian/],
    [
      'more tensors than bytes',
      gguf({ count: 2n ** 40n }),
      /list of tensors claims 1099511627776 entries/,
    ],
    [
      'a count past 2^53',
      gguf({ count: 2n ** 63n }),
      /number of tensors claims 9223372036854775808/,
    ],
    ['more keys than bytes', gguf({ keys: 2 ** 30 }), /metadata claims 1073741824 entries/],
    [
      'a key past the end',
      gguf({ metadata: [joined(u64(2 ** 40), u64(0))], keys: 1 }),
      /name of metadata key 0 claims 1099511627776 bytes/,
    ],
    [
      'a key that is not UTF-8',
      gguf({ metadata: [joined(u64(4), Buffer.of(0xff, 0xfe, 0, 0), u32(1), u64(0))], keys: 1 }),
      /is not UTF-8/,
    ],
    [
      'a value of an unknown type',
      gguf({ metadata: [joined('k', u32(13), u64(0))] }),
      /"k" has the unknown type 13/,
    ],
    [
      'an array of an unknown type',
      gguf({ metadata: [list(13, 1)] }),
      /"k" is an array of the unknown type 13/,
    ],
    [
      'an array longer than the file',
      gguf({ metadata: [list(4, 2n ** 50n)] }),
      /"k" claims 1125899906842624 entries/,
    ],
    ['many empty strings', gguf({ metadata: [list(8, 10)] }), /"k" claims 10 entries/],
    [
      'a million texts of a letter',
      gguf({ metadata: [list(8, 1e6), Buffer.alloc(9e6, joined('x') as Uint8Array)], keys: 1 }),
      /with metadata key "k", its header holds too much for the file's size/,
    ],
    [
      'lists without end',
      gguf({ metadata: [list(9, 3e5), Buffer.alloc(12 * 3e5)], keys: 1 }),
      /"k", its header holds too much/,
    ],
    [
      'truths without end',
      gguf({ metadata: [list(7, 8e6), Buffer.alloc(8e6)], keys: 1 }),
      /"k", its header holds too much/,
    ],
    [
      'names for terminals',
      gguf({ metadata: [joined('k\u001b[2J', u32(99))] }),
      /"k\\u\{1b\}\[2J" has the unknown type 99/,
    ],
    ['arrays in arrays without end', gguf({ metadata: [nested(40)] }), /nests arrays too deeply/],
    [
      'a boolean of 2',
      gguf({ metadata: [Buffer.concat([joined('k', u32(7)), Buffer.of(2)])] }),
      /"k" is a boolean of 2/,
    ],
    ['a key twice', gguf({ metadata: [i8('k'), i8('k')] }), /metadata key "k" twice/],
    [
      'an alignment of 0',
      gguf({ metadata: [joined('general.alignment', u32(4), u32(0))] }),
      /general.alignment is 0/,
    ],
    [
      'an alignment of 24',
      gguf({ metadata: [joined('general.alignment', u32(4), u32(24))] }),
      /not a power of two/,
    ],
    [
      'an alignment that is a text',
      gguf({ metadata: [joined('general.alignment', u32(8), '32')] }),
      /not a number/,
    ],
    [
      'a tensor twice',
      gguf({ tensors: [one, { ...one, offset: 32 }], dataBytes: 64 }),
      /tensor "a" twice/,
    ],
    [
      'five dimensions',
      gguf({ tensors: [{ ...one, dimensions: [1, 1, 1, 1, 1] }], dataBytes: 4 }),
      /"a" has 5 dimensions/,
    ],
    [
      '2^32 dimensions',
      gguf({ tensors: [{ ...one, rank: 0xffffffff }] }),
      /"a" has 4294967295 dimensions/,
    ],
    [
      'a dimension past 2^53',
      gguf({ tensors: [{ ...one, dimensions: [2n ** 60n] }] }),
      /a dimension of tensor "a" claims/,
    ],
    [
      'a product past 2^64',
      gguf({ tensors: [{ ...one, dimensions: [2 ** 40, 2 ** 40] }] }),
      /"a" would end at byte/,
    ],
    [
      'rows that are no whole blocks',
      gguf({ tensors: [{ ...one, dimensions: [48, 2], type: 2 }], dataBytes: 64 }),
      /"a" has rows of 48, which do not divide into blocks of 32, as Q4_0/,
    ],
    [
      'an unknown type',
      gguf({ tensors: [{ ...one, type: 99 }], dataBytes: 16 }),
      /"a" has the unknown type 99/,
    ],
    [
      'an odd offset',
      gguf({ tensors: [{ ...one, offset: 4 }], dataBytes: 64 }),
      /begins at offset 4, which is no multiple of 32/,
    ],
    [
      'an offset past the end',
      gguf({ tensors: [{ ...one, offset: 2 ** 50 }], dataBytes: 16 }),
      /"a" would end at byte/,
    ],
    [
      'data cut short',
      gguf({ tensors: [one], dataBytes: 15 }),
      /"a" would end at byte \d+, but the file has only/,
    ],
    [
      'tensors that overlap',
      gguf({
        tensors: [
          { ...one, dimensions: [16] },
          { ...one, name: 'b', offset: 32 },
        ],
        dataBytes: 64,
      }),
      /"b" overlaps/,
    ],
  ])('%s', async (_, bytes, message) => {
    const path = await made(bytes);
    await expect(openGguf(path)).rejects.toMatchObject({ code: 'FORMAT_GGUF' });
    await expect(openGguf(path)).rejects.toThrow(message);
    await expect(openGguf(path)).rejects.toThrow(path);
  });

  it('of a type that cannot be read is refused when opened, with what can be', async () => {
    const tensors = [{ ...one, dimensions: [256], type: 23 }];
    const opening = openGguf(await made(gguf({ tensors, dataBytes: 136 })));
    await expect(opening).rejects.toMatchObject({
      code: 'FORMAT_GGUF_TYPE',
      message: expect.stringMatching(
        /made.gguf stores tensor "a" as IQ4_XS, .* F32, F16, Q4_0, .*BF16\./,
      ) as string,
    });
  });
});

it('says which tensors there are, and which file cannot be read', async () => {
  const file = await openGguf(await made(gguf({ tensors: [one], dataBytes: 16 })));
  await expect(file.readFloat32('b')).rejects.toMatchObject({ code: 'FORMAT_NO_TENSOR' });
  expect([...(await file.readFloat32('a'))]).toEqual([0, 0, 0, 0]);
  await file.close();
  await expect(openGguf(join(folder, 'no.gguf'))).rejects.toMatchObject({
    code: 'FORMAT_UNREADABLE',
  });
});
