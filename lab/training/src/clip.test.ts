import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { clipFactor, globalNorm } from './clip.ts';

beforeAll(() => startBackend());

describe('clipping', () => {
  const gradients = () => ({ a: tf.tensor([3]) as tf.Tensor, b: tf.tensor([[0, 4]]) as tf.Tensor });

  test('the norm is over all tensors at once', () => {
    expect(globalNorm(gradients()).dataSync()[0]).toBeCloseTo(5);
  });

  test('scales longer gradients down to the norm asked for', () => {
    expect(clipFactor(tf.scalar(5), 1)!.dataSync()[0]).toBeCloseTo(0.2, 5);
  });

  test('divides by 1e-6 more than the norm, as torch.nn.utils.clip_grad_norm_', () => {
    expect(clipFactor(tf.scalar(1e-6), 1e-6)!.dataSync()[0]).toBeCloseTo(0.5, 5);
  });

  test('leaves shorter ones, and all of them at 0', () => {
    expect(clipFactor(tf.scalar(5), 6)!.dataSync()[0]).toBe(1);
    expect(clipFactor(tf.scalar(5), 0)).toBeUndefined();
  });
});
