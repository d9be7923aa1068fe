import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { clipByNorm, globalNorm } from './clip.ts';

beforeAll(() => startBackend());

describe('clipping', () => {
  const gradients = () => ({ a: tf.tensor([3]) as tf.Tensor, b: tf.tensor([[0, 4]]) as tf.Tensor });

  test('the norm is over all tensors at once', () => {
    expect(globalNorm(gradients()).dataSync()[0]).toBeCloseTo(5);
  });

  test('scales longer gradients down to the norm asked for', () => {
    const clipped = clipByNorm(gradients(), tf.scalar(5), 1);
    expect(globalNorm(clipped).dataSync()[0]).toBeCloseTo(1, 5);
    expect(clipped.b!.dataSync()[1]).toBeCloseTo(0.8, 5);
  });

  test('divides by 1e-6 more than the norm, as torch.nn.utils.clip_grad_norm_', () => {
    const tiny = { a: tf.tensor1d([1e-6]) };
    expect(clipByNorm(tiny, tf.scalar(1e-6), 1e-6).a!.dataSync()[0]! / 5e-7).toBeCloseTo(1, 5);
  });

  test('leaves shorter ones, and all of them at 0', () => {
    const raw = gradients();
    expect(clipByNorm(raw, tf.scalar(5), 6).a!.dataSync()[0]).toBe(3);
    expect(clipByNorm(raw, tf.scalar(5), 0)).toBe(raw);
  });
});
