import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { memoryUse, startBackend } from './index.ts';

beforeAll(() => startBackend({ prefer: 'cpu' }));

it('counts live tensors and their bytes', () => {
  const before = memoryUse();
  const tensor = tf.zeros([10, 10]);
  const during = memoryUse();
  tensor.dispose();
  expect(during.tensors).toBe(before.tensors + 1);
  expect(during.tensorBytes).toBe(before.tensorBytes + 400);
  expect(memoryUse().tensors).toBe(before.tensors);
});

it("remembers the process's peak after the memory is given back", () => {
  const size = 64 * 2 ** 20;
  const before = memoryUse();
  expect(before.peakRssBytes).toBeGreaterThanOrEqual(before.rssBytes * 0.99);
  new Uint8Array(new ArrayBuffer(size)).fill(1);
  expect(memoryUse().peakRssBytes).toBeGreaterThanOrEqual(before.rssBytes + size / 2);
});
