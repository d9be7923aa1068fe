import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { available } from './each-backend.test.support.ts';
import { fusedOps, hasFused } from './fused.ts';

const native = available.get('tensorflow') === true;

it.runIf(native)('on a GPU the composed forms serve', async () => {
  await tf.setBackend('tensorflow');
  expect(hasFused('Gelu')).toBe(true);
  const backend = tf.backend() as unknown as { isUsingGpuDevice: boolean };
  backend.isUsingGpuDevice = true;
  expect(hasFused('Gelu')).toBe(false);
  backend.isUsingGpuDevice = false;
});

it.runIf(native)('where the addon lacks one its composed form serves', async () => {
  await tf.setBackend('tensorflow');
  expect(fusedOps('OfNoAddon', {}, [tf.scalar(1)], 1)).toBeUndefined();
  expect(hasFused('OfNoAddon')).toBe(false); // and it is not tried again
  expect(hasFused('Gelu')).toBe(true);
});
