import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { available } from './each-backend.test.support.ts';
import { fusedOps, hasFused } from './fused.ts';

const native = available.get('tensorflow') === true;

it.runIf(native)('on a GPU the composed forms serve', async () => {
  await tf.setBackend('tensorflow');
  expect(hasFused()).toBe(true);
  const backend = tf.backend() as unknown as { isUsingGpuDevice: boolean };
  backend.isUsingGpuDevice = true;
  expect(hasFused()).toBe(false);
  backend.isUsingGpuDevice = false;
});

it.runIf(native)('where the addon lacks them the composed forms serve', async () => {
  await tf.setBackend('tensorflow');
  expect(fusedOps('OfNoAddon', {}, [tf.scalar(1)], 1)).toBeUndefined();
  expect(hasFused()).toBe(false); // and the next one is not tried
});
