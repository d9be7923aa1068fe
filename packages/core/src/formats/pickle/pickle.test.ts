import { existsSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderForAllTests } from '../../disk/temporary.test.support.ts';
import { describe, expect, it } from 'vitest';
import { openStateDict } from '../open-state-dict.ts';
import { openSafetensors } from '../open-safetensors.ts';
import { openShards } from '../shards.ts';
import type { StateDictFile } from '../tensor-file.ts';
import { openPickle } from './open.ts';
import { zip } from '../zip.test.support.ts';
import * as write from './write.test.helper.ts';

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

const folder = folderForAllTests();

let count = 0;
async function written(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${count++}.pt`);
  await writeFile(path, bytes);
  return path;
}

async function opened<T>(path: string, use: (file: StateDictFile) => T | Promise<T>): Promise<T> {
  const file = await openStateDict(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

const two = { type: 'Float', key: '0', count: 2, shape: [2], strides: [1] };
const stored = { key: '0', count: 2, bytes: new Uint8Array(Float32Array.of(1, 2).buffer) };
const one = (content: Buffer) => write.mapOf(write.text('a'), content);

describe('what PyTorch wrote', () => {
  it.each([
    ...['state.2.pt', 'state.3.pt', 'state.4.pt', 'state.5.pt'],
    ...['state.legacy.2.pt', 'state.legacy.4.pt'],
  ])('%s holds the bytes and numbers of the same in safetensors', async (name) => {
    const reference = await openSafetensors(fixture('state.safetensors'));
    await opened(fixture(name), async (file) => {
      const newer = ['u16', 'f8', 'c64'].filter((each) => !file.has(each));
      expect([...file.names, ...newer].sort()).toEqual([...reference.names].sort());
      for (const each of file.names) {
        const [found, wanted] = [await file.read(each), await reference.read(each)];
        expect([each, found.dtype, found.shape]).toEqual([each, wanted.dtype, wanted.shape]);
        expect(Buffer.from(found.bytes), each).toEqual(Buffer.from(wanted.bytes));
        if (!/^(F32|F64|F16|BF16)$/.test(found.dtype)) continue;
        // Compared as bits, so that -0 counts.
        const floats = [await file.readFloat32(each), await reference.readFloat32(each)] as const;
        const bits = floats.map(({ buffer, byteOffset, length }) =>
          Array.from(new Uint32Array(buffer, byteOffset, length)),
        );
        expect(bits[0], each).toEqual(bits[1]);
      }
      expect(file.info('tied.a')).toEqual(file.info('tied.b'));
    });
    await reference.close();
  });

  it('is told apart by its content, not its name', async () => {
    const path = join(folder, 'renamed.safetensors');
    await copyFile(fixture('state.legacy.2.pt'), path);
    expect(await opened(path, (file) => file.has('f32'))).toBe(true);
    const safe = join(folder, 'renamed.bin');
    await copyFile(fixture('state.safetensors'), safe);
    expect(await opened(safe, (file) => file.has('f32'))).toBe(true);
  });

  it.each(['lightning.2.ckpt', 'lightning.5.ckpt'])(
    '%s is the state dict among what else is in it',
    async (name) => {
      await opened(fixture(name), async (file) => {
        expect(file.names).toEqual(['model.weight', 'model.bias']);
        expect([...(await file.readFloat32('model.weight'))]).toEqual([1, 2]);
        expect([...(await file.readFloat32('model.bias'))]).toEqual([0.5]);
        expect(file.info('model.bias')).toMatchObject({ dtype: 'F16', shape: [] });
      });
    },
  );

  it('has names with dots for what lies inside one another, and one for a single tensor', async () => {
    const names = ['model.weight', 'optimizer.state.0.exp_avg', 'list.0'];
    expect(await opened(fixture('nested.pt'), (file) => file.names)).toEqual(names);
    expect(await opened(fixture('single.pt'), (file) => file.names)).toEqual(['tensor']);
  });

  it('is found behind a pickle that is longer than what is looked at first', async () => {
    const entries = Array.from({ length: 8000 }, (_, i) => [
      write.text(`layer.${i}`),
      write.tensor({ ...two, key: String(i) }, write.none),
    ]);
    const content = write.mapOf(...entries.flat());
    expect(content.length).toBeGreaterThan(2 ** 20);
    const storages = entries.map((_, i) => ({ ...stored, key: String(i) }));
    const path = await written(write.legacyFile(content, storages));
    await opened(path, async (file) => {
      expect(file.names).toHaveLength(8000);
      expect([...(await file.readFloat32('layer.7999'))]).toEqual([1, 2]);
    });
  });

  it('may number its storages, as LitGPT does', async () => {
    const content = one(write.tensor({ ...two, key: 0 }));
    const path = await written(write.zippedFile(content, [stored]));
    expect([...(await opened(path, (file) => file.readFloat32('a')))]).toEqual([1, 2]);
  });

  it('says what holds no floating-point numbers and what is not there', async () => {
    await opened(fixture('state.2.pt'), async (file) => {
      await expect(file.readFloat32('i64')).rejects.toThrow(/"i64" in .*I64 cannot be read as/);
      await expect(file.readFloat32('x')).rejects.toThrow(/holds no tensor "x"; it holds 31/);
    });
  });
});

describe('is refused', () => {
  it.each([
    ['attack.pt', /is refused: its pickle names posix\.system\./],
    ['attack.legacy.pt', /is refused: its pickle names posix\.system\./],
    ['module.pt', /names torch\.nn\.modules\.linear\.Linear\..* save its state dict alone/],
    ['sparse.pt', /names torch\._utils\._rebuild_sparse_tensor/],
  ])('%s, for what its pickle names', async (name, message) => {
    await expect(openPickle(fixture(name))).rejects.toMatchObject({ code: 'FORMAT_PICKLE_CODE' });
    await expect(openPickle(fixture(name))).rejects.toThrow(message);
    expect(existsSync('attacked')).toBe(false);
  });

  it.each([
    ['script.pt', /TorchScript program/],
    ['big-endian.pt', /byte order is "big", and only "little"/],
    ['compressed.pt', /byteorder" is compressed/],
    ['missing.pt', /data\/0, which a tensor needs, is missing/],
    ['short.pt', /data\/0 is shorter than the 8 bytes stated/],
  ])('%s', async (name, message) => {
    await expect(openPickle(fixture(name))).rejects.toMatchObject({ code: 'FORMAT_PICKLE' });
    await expect(openPickle(fixture(name))).rejects.toThrow(message);
  });

  const { text, integer, tupleOf, listOf, name, put, get, tensor } = write;
  const deep = (levels: number): Buffer =>
    levels === 0 ? tensor(two) : write.listOf(deep(levels - 1));
  const doubled = (times: number): Buffer => {
    const parts = [listOf(), put(0)];
    for (let i = 0; i < times; i++) parts.push(write.pop, listOf(get(0), get(0)), put(0));
    return Buffer.concat(parts);
  };
  const view = (offset: number, size: number) => tupleOf(text('v'), integer(offset), integer(size));

  it.each<[string, Buffer, RegExp]>([
    ['a text', Buffer.from('version https://git-lfs'), /begins with "version https:\/\/git-lfs"/],
    ['nothing', Buffer.alloc(0), /begins with ""/],
    ['a zip of something else', zip({ 'a/b': stored.bytes }), /zip without data\.pkl/],
    ['half a zip', write.zippedFile(one(tensor(two)), [stored]).subarray(0, 150), /truncated/],
    ['another pickle', write.pickle(integer(5)), /is a pickle, but not of PyTorch/],
    ['big-endian', write.legacyFile(one(tensor(two, write.none)), [stored], false), /big-endian/],
    ['a cut pickle', write.legacyFile(one(tensor(two)), []).subarray(0, 200), /bytes at byte 200/],
    ['a cut storage', write.legacyFile(one(tensor(two)), [stored]).subarray(0, -1), /would end at/],
    [
      'another length',
      write.legacyFile(one(tensor(two)), [{ ...stored, count: 3 }]),
      /not have the 2/,
    ],
    [
      'a storage too many',
      write.legacyFile(one(integer(1)), [stored]),
      /storage "0" that no tensor/,
    ],
    ['a storage too few', write.legacyFile(one(tensor(two)), []), /of tensor "a" is not in it/],
    [
      'a name twice',
      write.zippedFile(write.mapOf(text('a.0'), tensor(two), text('a'), listOf(tensor(two))), [
        stored,
      ]),
      /"a\.0" twice/,
    ],
    ['levels', write.zippedFile(one(deep(40)), [stored]), /more than 30 levels/],
    ['lists of lists', write.zippedFile(one(doubled(100)), []), /30 levels deep/],
    ['wide lists of lists', write.zippedFile(one(doubled(29)), []), /too much for the file/],
    [
      'a far tensor',
      write.zippedFile(one(tensor({ ...two, offset: 1 })), [stored]),
      /ends past its storage of 2/,
    ],
    [
      'a long stride',
      write.zippedFile(one(tensor({ ...two, strides: [2 ** 52] })), [stored]),
      /ends past/,
    ],
    [
      'a negative stride',
      write.zippedFile(one(tensor({ ...two, strides: [-1] })), [stored]),
      /strides is not a list/,
    ],
    [
      'endless repetition',
      write.zippedFile(one(tensor({ ...two, shape: [2 ** 31 - 1], strides: [0] })), [stored]),
      /repeats its numbers/,
    ],
    [
      'a sign not yet changed',
      write.zippedFile(one(tensor(two, undefined, write.mapOf(text('neg'), Buffer.from([0x88])))), [
        stored,
      ]),
      /mark to negate/,
    ],
    ['a view that leaves', write.legacyFile(one(tensor(two, view(1, 2))), [stored]), /leaves it/],
    [
      'a call of a storage',
      write.zippedFile(
        one(Buffer.concat([name('torch.FloatStorage'), write.empty.tuple, write.reduce])),
        [],
      ),
      /may not be called/,
    ],
    [
      'an opcode of old',
      write.zippedFile(one(Buffer.from('(ios\nsystem\n')), []),
      /opcode INST \(0x69\)/,
    ],
    [
      'a pickle that takes too much',
      write.zippedFile(one(write.setItems), []),
      /no mark|sets entries/,
    ],
  ])('%s', async (_, bytes, message) => {
    const work = openPickle(await written(bytes));
    await expect(work).rejects.toMatchObject({ code: 'FORMAT_PICKLE' });
    await expect(work).rejects.toThrow(message);
  });
});

describe('a view', () => {
  const four = { key: '0', count: 4, bytes: new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer) };
  const parts = { type: 'Float', key: '0', count: 4 };

  it('of a part of a storage, as before PyTorch 0.4, begins there', async () => {
    const { text, integer, tupleOf } = write;
    const part = tupleOf(text('1'), integer(1), integer(3));
    const content = write.tensor({ ...parts, offset: 1, shape: [2], strides: [1] }, part);
    const path = await written(write.legacyFile(one(content), [four]));
    expect([...(await opened(path, (file) => file.readFloat32('a')))]).toEqual([3, 4]);
  });

  it('that is empty may begin at the end of its storage', async () => {
    // x[2:, 2:] of a [2, 2] as it is saved.
    const content = write.tensor({ ...parts, offset: 6, shape: [0, 0], strides: [2, 1] });
    for (const bytes of [
      write.zippedFile(one(content), [four]),
      write.legacyFile(one(content), [four]),
    ]) {
      const found = await opened(await written(bytes), (file) => file.read('a'));
      expect(found).toMatchObject({ dtype: 'F32', shape: [0, 0], bytes: new Uint8Array() });
    }
  });

  it('whose rows overlap is refused', async () => {
    const content = write.tensor({ ...parts, shape: [3, 2], strides: [1, 1] });
    await expect(openPickle(await written(write.zippedFile(one(content), [four])))).rejects.toThrow(
      /the rows of tensor "a" overlap/,
    );
  });

  it('that spans more than is read at once is put together from its parts', async () => {
    const [rows, columns] = [3, 700_000]; // 8.4 MB
    const data = Float32Array.from({ length: rows * columns }, (_, i) => i);
    const bytes = new Uint8Array(data.buffer);
    const shape = { shape: [columns, rows], strides: [1, columns] };
    const content = write.tensor({ ...parts, count: data.length, ...shape });
    const path = await written(
      write.zippedFile(one(content), [{ key: '0', count: data.length, bytes }]),
    );
    const found = await opened(path, (file) => file.readFloat32('a'));
    const at = [0, 1, 2, 3, 2_099_999, 1_000_000];
    const wanted = at.map((i) => (i % rows) * columns + Math.floor(i / rows));
    expect(at.map((i) => found[i])).toEqual(wanted);
    expect(found.every((value, i) => value === (i % rows) * columns + Math.floor(i / rows))).toBe(
      true,
    );
  });
});

it('is a shard like any other', async () => {
  const weight_map = { a: 'one.bin', b: 'two.bin' };
  await writeFile(join(folder, 'pytorch_model.bin.index.json'), JSON.stringify({ weight_map }));
  await writeFile(join(folder, 'one.bin'), write.zippedFile(one(write.tensor(two)), [stored]));
  const other = write.mapOf(write.text('b'), write.tensor(two, write.none));
  await writeFile(join(folder, 'two.bin'), write.legacyFile(other, [stored]));
  const file = await openShards(join(folder, 'pytorch_model.bin.index.json'));
  expect(file.names).toEqual(['a', 'b']);
  expect([...(await file.readFloat32('b'))]).toEqual([1, 2]);
  await file.close();
});
