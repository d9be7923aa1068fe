import type * as tf from '@tensorflow/tfjs-core';
import { describe, expect } from 'vitest';

process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';

const available = await import('@tensorflow/tfjs-node-gpu').then(
  () => true,
  () => false,
);

/** Tests that need TensorFlow's own library; shown as skipped where it cannot be loaded. */
export const describeNative = (name: string, tests: () => void): void =>
  void describe.skipIf(!available)(name, tests);

export function values(tensor: tf.Tensor): number[] {
  return [...tensor.dataSync()];
}

/** Fails unless shapes, types and (within `tolerance` of the largest) values are the same. */
export function expectSame(actual: tf.Tensor, expected: tf.Tensor, tolerance = 1e-5): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype).toBe(expected.dtype);
  const [got, want] = [values(actual), values(expected)];
  const largest = Math.max(1, ...want.map(Math.abs).filter(Number.isFinite));
  want.forEach((value, i) => {
    if (Number.isFinite(value)) expect(Math.abs(got[i]! - value)).toBeLessThan(tolerance * largest);
    else expect(got[i]).toBe(value);
  });
}
