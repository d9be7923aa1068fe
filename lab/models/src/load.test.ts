import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import * as tf from '@tensorflow/tfjs-core';
import { frozen } from '@singlora/core';
import { writeSafetensors, type TensorData } from '@singlora/core/formats';
import { beforeEach, expect, it } from 'vitest';
import type { Blueprint } from './blueprint.ts';
import './fixtures.test.support.ts';
import { loadModel } from './load.ts';
import { createModel } from './model.ts';
import {
  conv1x1Module,
  convolutionModule,
  embeddingModule,
  linearModule,
  normModule,
  withinPart,
} from './module.ts';

/** Two models in one: a filter of pictures, and a table. */
const blueprint: Blueprint<{ filter: () => tf.Tensor }> = {
  architecture: 'patchwork',
  modules: [
    ...withinPart('picture', [
      convolutionModule('conv_in', 3, 2, 2),
      normModule('norm', 3),
      ...withinPart('head', [conv1x1Module('proj', 4, 3)]),
    ]),
    ...withinPart('words', [embeddingModule('table', 5, 2), linearModule('out', 2, 2)]),
  ],
  renamed: (name) => name.replace('old_norm', 'norm'),
  ignored: [/^unused$/],
  defaultTargets: ['proj'],
  network: (weights) => ({ filter: () => weights['picture.conv_in.weight'] as tf.Tensor }),
};

const shapes: Record<string, number[]> = {
  'picture.conv_in.weight': [3, 2, 2, 2],
  'picture.conv_in.bias': [3],
  'picture.old_norm.weight': [3],
  'picture.norm.bias': [3],
  'picture.head.proj.weight': [4, 3, 1, 1],
  'picture.head.proj.bias': [4],
  'words.table.weight': [5, 2],
  'words.out.weight': [2, 2],
  'words.out.bias': [2],
};
const counted = (shape: readonly number[]) =>
  Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, (_, i) => i);

const folder = folderForEachTest();
beforeEach(async () => {
  await tf.setBackend('cpu');
  await writeFile(join(folder, 'config.json'), '{}');
});

async function load(tensors: Record<string, number[]>) {
  const data = Object.entries(tensors).map(([name, shape]): [string, TensorData] => {
    return [name, { dtype: 'F32', shape, data: new Uint8Array(counted(shape).buffer) }];
  });
  const weights = join(folder, 'model.safetensors');
  await writeSafetensors(weights, Object.fromEntries(data));
  const files = { config: { path: join(folder, 'config.json') }, weights: { path: weights } };
  return loadModel(files, () => blueprint);
}

it('turns a convolution that a checkpoint holds as [out, in, height, width]', async () => {
  const before = tf.memory().numTensors;
  const model = await load(shapes);
  const values = (await model.filter().array()) as number[][][][];
  expect(model.filter().shape).toEqual([2, 2, 2, 3]);
  for (const [out, into, row, column] of [
    [0, 0, 0, 0],
    [2, 1, 0, 1],
    [1, 0, 1, 0],
    [2, 1, 1, 1],
  ] as const) {
    const inCheckpoint = ((out * 2 + into) * 2 + row) * 2 + column;
    expect(values[row]?.[column]?.[into]?.[out]).toBe(inCheckpoint);
  }
  expect(model.parameterCount).toBe(24 + 3 + 3 + 3 + 12 + 4 + 10 + 4 + 2);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it("has slots for linear layers and 1×1 convolutions, in the checkpoint's own shape", async () => {
  const model = await load({ ...shapes, unused: [1] });
  expect(model.slots.map(({ name, kind, weight }) => [name, kind, weight.shape])).toEqual([
    ['picture.head.proj', 'conv1x1', [4, 3, 1, 1]],
    ['words.out', 'linear', [2, 2]],
  ]);
  const pixels = tf.ones([1, 2, 2, 3]);
  const projected = frozen(model.slots)('picture.head.proj', pixels);
  expect(projected.shape).toEqual([1, 2, 2, 4]);
  expect([...projected.dataSync().slice(0, 4)]).toEqual([3, 13, 23, 33]);
});

it('names what is wrong with the weights as the checkpoint has them', async () => {
  await expect(load({ ...shapes, 'picture.conv_in.weight': [2, 2, 2, 3] })).rejects.toThrow(
    /weights of a patchwork .*\n.*picture\.conv_in\.weight is \[2, 2, 2, 3\], expected \[3, 2, 2, 2\]/,
  );
});

it('is the same made from the same tensors', async () => {
  const asked: string[] = [];
  const model = createModel(blueprint, (name, shape) => {
    asked.push(`${name} ${shape.join()}`);
    return tf.tensor(counted(shape), shape);
  });
  const expected = Object.entries(shapes).map(([name, shape]) => `${name} ${shape.join()}`);
  expect(asked).toEqual(expected.map((line) => line.replace('old_norm', 'norm')));
  const loaded = await load(shapes);
  expect(await model.filter().array()).toEqual(await loaded.filter().array());
});
