import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import type { RandomSource, Slot, SlotKind } from './slot.ts';

/** Starts the native backend; tests call it in `beforeAll`. */
export async function startTensorFlow(): Promise<void> {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu');
  await tf.setBackend('tensorflow');
}

/** A small generator (mulberry32) with Box–Muller normals. */
export function seeded(seed: number): RandomSource {
  let state = seed | 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

export function normals(random: RandomSource, shape: number[], std = 1): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor(
    Float32Array.from({ length: size }, () => std * random.normal()),
    shape,
  );
}

/** The sizes of some filter along one, two or three axes, of whose product `inFeatures` is a multiple. */
function kernelFor(inFeatures: number): number[] {
  const kernels = [[3, 2], [2, 1, 2], [3], [2], [1, 1]]; // prettier-ignore
  return kernels.find((kernel) => inFeatures % tf.util.sizeFromShape(kernel) === 0) as number[];
}

/** A layer with random weights, of any kind. */
export function slotOf(
  name: string,
  inFeatures: number,
  outFeatures: number,
  random: RandomSource = seeded(1),
  kind: SlotKind = 'linear',
): Slot {
  const kernel = kernelFor(inFeatures);
  const shape = {
    linear: [outFeatures, inFeatures],
    conv1d: [inFeatures, outFeatures],
    conv1x1: [outFeatures, inFeatures, 1, 1],
    convolution: [...kernel, inFeatures / tf.util.sizeFromShape(kernel), outFeatures],
    embedding: [inFeatures, outFeatures],
  }[kind];
  const weight = normals(random, shape, 1 / Math.sqrt(inFeatures));
  if (kind === 'embedding') return { name, kind, inFeatures, outFeatures, weight };
  const bias = normals(random, [outFeatures]) as tf.Tensor1D;
  const slot = { name, kind, inFeatures, outFeatures, weight, bias };
  return kind === 'convolution' ? { ...slot, kernel } : slot;
}

/** The largest absolute difference. */
export function difference(a: tf.Tensor, b: tf.Tensor): number {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!);
}
