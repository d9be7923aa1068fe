import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '@singlora/runtime';
import { beforeAll, expect, it, vi } from 'vitest';
import { familyOf } from './families.ts';
import { ModelCache } from './model-cache.ts';

const family = familyOf('linear-toy');

beforeAll(() => startBackend());

it('builds a model once, the same for the same width and seed', () => {
  const models = new ModelCache();
  const model = models.get(family, 8, 0);
  expect(models.get(family, 8, 0)).toBe(model);
  const again = new ModelCache().get(family, 8, 0);
  expect([...again.slots[0]!.weight.dataSync()]).toEqual([...model.slots[0]!.weight.dataSync()]);
  const other = models.get(family, 8, 1);
  expect([...other.slots[0]!.weight.dataSync()]).not.toEqual([
    ...model.slots[0]!.weight.dataSync(),
  ]);
});

it('computes a model’s loss without an adapter once', () => {
  const models = new ModelCache();
  const loss = vi.spyOn(models.get(family, 8, 0), 'loss');
  const first = models.frozenLoss(family, 8, 0);
  expect(first).toBeGreaterThan(0);
  expect(models.frozenLoss(family, 8, 0)).toBe(first);
  expect(loss).toHaveBeenCalledOnce();
  expect(models.frozenLoss(family, 8, 1)).not.toBe(first);
  models.dispose();
});

it('frees what was used longest ago once the weights are over its limit, but never the one asked for', () => {
  const before = tf.memory().numTensors;
  const models = new ModelCache(2 * 4 * 64);
  const first = models.get(family, 8, 0);
  const second = models.get(family, 8, 1);
  models.get(family, 8, 0);
  models.get(family, 8, 2);
  expect(first.slots[0]!.weight.isDisposed).toBe(false);
  expect(second.slots[0]!.weight.isDisposed).toBe(true);
  const large = models.get(family, 64, 0);
  expect(large.slots[0]!.weight.isDisposed).toBe(false);
  expect(first.slots[0]!.weight.isDisposed).toBe(true);
  models.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
