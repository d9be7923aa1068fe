import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '../disk/temporary.test.support.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { openShards } from './shards.ts';
import { writeSafetensors } from './write-safetensors.ts';

const folder = folderForEachTest();
beforeEach(async () => {
  await shard('one.safetensors', { a: 1, b: 2 });
  await shard('two.safetensors', { c: 3 });
});

/** Tensors of one value each. */
async function shard(file: string, numbers: Record<string, number>): Promise<void> {
  const tensors = Object.entries(numbers).map(([name, number]) => {
    return [name, { dtype: 'F32', shape: [1], data: Float32Array.of(number) }] as const;
  });
  await writeSafetensors(join(folder, file), Object.fromEntries(tensors));
}

async function openIndexed(index: unknown): Promise<ReturnType<typeof openShards>> {
  const path = join(folder, 'model.safetensors.index.json');
  await writeFile(path, typeof index === 'string' ? index : JSON.stringify(index));
  return openShards(path);
}

const map = { a: 'one.safetensors', b: 'one.safetensors', c: 'two.safetensors' };

it('shows its shards as one file', async () => {
  const file = await openIndexed({ metadata: { total_size: 12 }, weight_map: map });
  expect(file.names).toEqual(['a', 'b', 'c']);
  expect([file.has('c'), file.has('d')]).toEqual([true, false]);
  expect(file.info('c')).toMatchObject({ dtype: 'F32', shape: [1] });
  const numbers = await Promise.all(
    file.names.map(async (name) => [...(await file.readFloat32(name))]),
  );
  expect(numbers).toEqual([[1], [2], [3]]);
  expect(() => file.info('d')).toThrow(
    /index.json holds no tensor "d"; it holds 3, such as a, b, c/,
  );
  await expect(file.readFloat32('d')).rejects.toMatchObject({ code: 'FORMAT_NO_TENSOR' });
  await file.close();
});

describe('an index is refused', () => {
  it.each<[string, unknown, RegExp]>([
    ['that is no JSON', '{', /index.json .*: it is not JSON/],
    ['that is no object', [], /no weight_map/],
    ['without a map', { weight_map: null }, /no weight_map/],
    ['with a list', { weight_map: ['a'] }, /no weight_map/],
    ['with an empty map', { weight_map: {} }, /weight_map is empty/],
    [
      'that names a tensor twice',
      '{"weight_map": {"a": "one.safetensors", "a": "two.safetensors"}}',
      /the name "a" twice/,
    ],
    [
      'that climbs out',
      { weight_map: { ...map, a: '../one.safetensors' } },
      /"a" is in "\.\.\/one.safetensors"/,
    ],
    [
      'with an absolute path',
      { weight_map: { ...map, a: '/one.safetensors' } },
      /not the name of a .safetensors or .bin file/,
    ],
    [
      'with another separator',
      { weight_map: { ...map, a: '..\\one.safetensors' } },
      /not the name/,
    ],
    ['with a number', { weight_map: { ...map, a: 1 } }, /"a" is in 1/],
    ['with another kind of file', { weight_map: { ...map, a: 'one.pt' } }, /not the name/],
    [
      'whose shard is missing',
      { weight_map: { ...map, d: 'three.safetensors' } },
      /shard three.safetensors is not beside it/,
    ],
    [
      'with a name its shard lacks',
      { weight_map: { ...map, d: 'two.safetensors' } },
      /"d" should be in two.safetensors/,
    ],
    [
      'without a name of its shard',
      { weight_map: { a: map.a, c: map.c } },
      /one.safetensors holds tensor "b", which the index does not list/,
    ],
  ])('%s', async (_, index, message) => {
    await expect(openIndexed(index)).rejects.toMatchObject({ code: 'FORMAT_SHARDS' });
    await expect(openIndexed(index)).rejects.toThrow(message);
  });

  it('where two shards hold one tensor', async () => {
    await shard('two.safetensors', { a: 1, c: 3 });
    await expect(openIndexed({ weight_map: map })).rejects.toThrow(
      'both one.safetensors and two.safetensors hold tensor "a"',
    );
  });

  it('where a shard is unsound', async () => {
    await writeFile(join(folder, 'two.safetensors'), 'x');
    await expect(openIndexed({ weight_map: map })).rejects.toMatchObject({
      code: 'FORMAT_SAFETENSORS',
    });
  });
});
