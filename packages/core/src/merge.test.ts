import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { parseAdapterConfig } from './adapter-config.ts';
import { startTensorFlow } from './kit.test.support.ts';
import { mergedWeight } from './merge.ts';
import type { Slot } from './slot.ts';

beforeAll(startTensorFlow);

/** The weight [[3, 0], [0, 4]] with the update u · 2 · A Aᵀ, of A = [1, 0]ᵀ unless given. */
function merged(method: string, u: number, parameters: Record<string, tf.Tensor> = {}): number[] {
  const values = { A: tf.tensor2d([1, 0], [2, 1]), ...parameters };
  const r = values.A.shape[1];
  const slot: Slot = {
    name: 'layer',
    kind: 'linear',
    inFeatures: 2,
    outFeatures: 2,
    weight: tf.tensor2d([3, 0, 0, 4], [2, 2]),
  };
  const config = parseAdapterConfig({ method, r, lora_alpha: 2 * r, target_modules: ['layer'] });
  return [...mergedWeight(slot, { parameters: values }, config, u).dataSync()];
}

it('adds the update at the ramp’s value, by alpha over the rank', () => {
  expect(merged('singlora', 0)).toEqual([3, 0, 0, 4]);
  expect(merged('singlora', 0.5)).toEqual([4, 0, 0, 4]);
  expect(merged('singlora', 1)).toEqual([5, 0, 0, 4]);
});

it('takes the last half of signed directions off, an odd one is added', () => {
  const signed = (values: number[], r: number) =>
    merged('signed-singlora', 1, { A: tf.tensor2d(values, [2, r]) });
  expect(signed([1, 0, 0, 1], 2)).toEqual([5, 0, 0, 2]);
  expect(signed([1, 1, 0, 0, 0, 1], 3)).toEqual([7, 0, 0, 2]);
});

it('gives each row DoRA’s magnitude along the direction of the sum', () => {
  const magnitude = tf.tensor1d([8, 2]);
  // The rows of W + u · 2 · A Aᵀ are [4, 0] and [0, 4]; they get the norms 8 and 2.
  expect(merged('singlora-dora', 0.5, { magnitude })).toEqual([8, 0, 0, 2]);
});
