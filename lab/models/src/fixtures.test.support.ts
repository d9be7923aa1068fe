import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { openSafetensors, toFloat32 } from '@singlora/core/formats';
import type { ApplySlot, Slot } from '@singlora/core';
import type { Assets } from '@singlora/hub';
import { embedding, linear } from '@singlora/core/kernels';
import { beforeAll, describe, expect } from 'vitest';
import type { TokenBatch } from './classification/sequence-classifier.ts';

const loaders = {
  tensorflow: () => import('@tensorflow/tfjs-node-gpu'),
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
};

const loads = (load: () => Promise<unknown>): Promise<boolean> =>
  load().then(
    () => true,
    () => false,
  );

export const hasTensorflow = await loads(loaders.tensorflow);
await loaders.cpu();

function onBackend(backend: string, name: string, tests: () => void): void {
  describe.skipIf(backend === 'tensorflow' && !hasTensorflow)(`${name} (${backend})`, () => {
    beforeAll(async () => {
      await tf.setBackend(backend);
    });
    tests();
  });
}

/** Defines the tests on TensorFlow alone; they show as skipped where it cannot be loaded. */
export const onTensorFlow = (name: string, tests: () => void) =>
  onBackend('tensorflow', name, tests);

/** Defines the tests once for each backend. */
export function onEachBackend(name: string, tests: () => void): void {
  for (const backend of ['tensorflow', 'cpu']) onBackend(backend, name, tests);
}

export const fixture = (name: string): string =>
  new URL(`./fixtures/${name}`, import.meta.url).pathname;

/** A model in a folder. */
export function assetsIn(folder: string): Assets {
  const files = ['config.json', 'model.safetensors', 'tokenizer.json'].map((name) => {
    return [name, { name, path: `${folder}/${name}`, bytes: 0, sha256: '' }] as const;
  });
  return {
    kind: 'model',
    id: folder,
    revision: 'local',
    source: 'folder',
    origin: folder,
    files: Object.fromEntries(files),
  };
}

/** The files of a model in a folder. */
export const filesIn = (folder: string) => ({
  config: { path: `${folder}/config.json` },
  weights: { path: `${folder}/model.safetensors` },
});

/** All tensors of a safetensors file. */
export async function readTensors(path: string): Promise<(name: string) => tf.Tensor> {
  const file = await openSafetensors(path);
  const tensors = new Map<string, tf.Tensor>();
  for (const name of file.names) {
    const view = await file.read(name);
    const { buffer, byteOffset } = view.bytes.slice();
    const values = view.dtype === 'I32' ? new Int32Array(buffer, byteOffset) : toFloat32(view);
    const dtype = view.dtype === 'I32' ? 'int32' : 'float32';
    tensors.set(name, tf.tensor(values, [...view.shape], dtype));
  }
  await file.close();
  return (name) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`${path} has no ${name}`);
    return tensor;
  };
}

export function batchOf(tensor: (name: string) => tf.Tensor): TokenBatch {
  return {
    inputIds: tensor('input_ids') as tf.Tensor2D,
    attentionMask: tensor('attention_mask') as tf.Tensor2D,
    tokenTypeIds: tensor('token_type_ids') as tf.Tensor2D,
  };
}

/** The batch of a decoder, which knows no types of tokens. */
export const decoderBatchOf = (tensor: (name: string) => tf.Tensor): TokenBatch =>
  batchOf((name) => (name === 'token_type_ids' ? tf.zerosLike(tensor('input_ids')) : tensor(name)));

/** How many values a safetensors file has. */
export async function valuesIn(path: string): Promise<number> {
  const file = await openSafetensors(path);
  const sizes = file.names.map((name) => tf.util.sizeFromShape([...file.info(name).shape]));
  await file.close();
  return sizes.reduce((a, b) => a + b);
}

export const readConfig = async (folder: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(`${folder}/config.json`, 'utf8')) as Record<string, unknown>;

/** Fails unless shapes agree and every value is within `tolerance`. */
export function expectClose(actual: tf.Tensor, expected: tf.Tensor, tolerance = 1e-4): void {
  expect(actual.shape).toEqual(expected.shape);
  tf.tidy(() => {
    expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(tolerance);
  });
}

/** The largest difference, relative to the largest expected value. */
export function relativeError(actual: tf.Tensor, expected: tf.Tensor): number {
  expect(actual.shape).toEqual(expected.shape);
  return tf.tidy(() => {
    const largest = (x: tf.Tensor): number => tf.max(tf.abs(x)).dataSync()[0] as number;
    return largest(tf.sub(actual, expected)) / largest(expected);
  });
}

/** Fails unless shapes agree and every value is within a fraction of the largest. */
export function expectRelative(actual: tf.Tensor, expected: tf.Tensor, fraction = 1e-5): void {
  expect(relativeError(actual, expected)).toBeLessThan(fraction);
}

/**
 * Slots with `scale` · P Qᵀ added where there are factors, `….p` and `….q`, and leaves replacing the
 * model's tensors of the same names. The default `scale` is 0.7.
 */
export function adapted(slots: readonly Slot[], leaves: Record<string, tf.Tensor>): ApplySlot {
  return (name, x) => {
    const slot = slots.find((each) => each.name === name);
    if (!slot) throw new Error(`no slot ${name}`);
    const { [`${name}.p`]: p, [`${name}.q`]: q, scale = tf.scalar(0.7) } = leaves;
    const update = { p: p as tf.Tensor2D, q: q as tf.Tensor2D, scale: scale as tf.Scalar };
    const { [`${name}.weight`]: weight = slot.weight, [`${name}.bias`]: bias = slot.bias } = leaves;
    if (slot.kind === 'embedding') return embedding(weight as tf.Tensor2D, x);
    const layout = slot.kind === 'conv1d' ? 'in-out' : 'out-in';
    const updates = p && q ? [update] : [];
    return linear(x, weight as tf.Tensor2D, bias as tf.Tensor1D | undefined, updates, { layout });
  };
}
