import { join } from 'node:path';
import { folderForAllTests } from '../disk/temporary.test.support.ts';
import { openSafetensors, type TensorData } from '../formats/index.ts';
import { expect } from 'vitest';
import { program } from '../cli.ts';

/** Runs a command of `singlora`. Returns what it gave notice of. */
export async function run(...line: string[]): Promise<string[]> {
  const notices: string[] = [];
  const root = program(
    () => undefined,
    (notice) => notices.push(notice),
  );
  await root.exitOverride().parseAsync(line, { from: 'user' });
  return notices;
}

/** Gives paths of which none is taken, in a folder for all tests that follow. */
export function newPaths(): (ending?: string) => string {
  const folder = folderForAllTests();
  let count = 0;
  return (ending = '.safetensors') => join(folder, `${count++}${ending}`);
}

/** All tensors of a file, as float32. */
export async function float32In(path: string): Promise<Record<string, FloatTensor>> {
  const file = await openSafetensors(path);
  const tensors: Record<string, FloatTensor> = {};
  for (const name of file.names) {
    const { dtype, shape } = file.info(name);
    tensors[name] = { dtype, shape, data: await file.readFloat32(name) };
  }
  await file.close();
  return tensors;
}

type FloatTensor = TensorData & { readonly data: Float32Array };

/**
 * How far the tensors of `found` are from those of `expected`, at least `fewest`, that begin with `prefix`; `rename` gives
 * their names in `found`.
 */
export async function furthest(
  found: string,
  expected: string,
  { prefix = '', rename = (name: string) => name, fewest = 3 } = {},
): Promise<number> {
  const [own, all] = [await float32In(found), await float32In(expected)];
  const wanted = Object.entries(all).filter(([name]) => name.startsWith(prefix));
  expect(wanted.length).toBeGreaterThanOrEqual(fewest);
  const differences = wanted.flatMap(([name, { data }]) => {
    const values = own[rename(name.slice(prefix.length))]?.data;
    expect(values?.length, name).toBe(data.length);
    return [...data].map((value, i) => Math.abs(value - (values?.[i] ?? NaN)));
  });
  return Math.max(...differences);
}
