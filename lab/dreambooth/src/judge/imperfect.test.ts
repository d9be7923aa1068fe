import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { fitLinearCodec } from '../latents/fit-linear-codec.ts';
import { linearCodec } from '../latents/linear-codec.ts';
import { rendered } from '../latents/rendered.test.support.ts';
import { pixelsOf } from '../pixels.ts';
import { imperfect } from './imperfect.ts';

beforeAll(() => startBackend());

test('pictures stay as they are, go through the codec, and lose more with more noise', () => {
  const pictures = rendered(4, 'imperfect', 24);
  const codec = linearCodec(fitLinearCodec(pictures, { block: 6, channels: 16 }));
  const pixels = pixelsOf(pictures);
  const random = randomStream(0, 'noise');
  const made = imperfect(pixels, { codec, noise: [undefined, 0, 0.2, 0.8] }, random);
  const errors = tf.mean(tf.squaredDifference(made, pixels), [1, 2, 3]).dataSync();
  expect(errors[0]).toBe(0);
  expect(errors[1]).toBeGreaterThan(0);
  expect(errors[1]).toBeLessThan(0.02);
  expect(errors[2]).toBeGreaterThan(errors[1]!);
  expect(errors[3]).toBeGreaterThan(2 * errors[2]!);
  expect(tf.max(tf.abs(made)).dataSync()[0]).toBeLessThanOrEqual(1);
});
