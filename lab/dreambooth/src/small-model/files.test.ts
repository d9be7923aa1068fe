import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { linearCodec } from '../latents/linear-codec.ts';
import { randomUNet, tinyConfig } from '../denoising/tiny.test.support.ts';
import { smallSchedulerConfig } from './configs.ts';
import { openSmallModel, saveSmallModel } from './files.ts';

const folder = folderForAllTests();
beforeAll(async () => {
  await startBackend();
});

test('a small model comes back from its folder, its weights to half precision', async () => {
  const unet = randomUNet({ ...tinyConfig, sample_size: 3 });
  const random = randomStream(0, 'codec');
  const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
  const fitted = {
    block: 2,
    channels: 2,
    mean: normals(12),
    basis: normals(24),
    scales: Float32Array.of(0.7, 2),
  };
  const textEncoder = { model: 'some/encoder', sha256: 'ab', tokens: 16 };
  await saveSmallModel(folder, {
    unet,
    weights: unet.weights,
    schedulerConfig: smallSchedulerConfig,
    codec: fitted,
    textEncoder,
  });
  const loaded = await openSmallModel(folder);
  expect(loaded.textEncoder).toEqual(textEncoder);
  expect(Object.keys(loaded.asset.sha256)).toHaveLength(5);
  const denoiser = await loaded.denoiser();
  expect(loaded.scheduler).toMatchObject({ predictionType: 'sample', sampler: 'ddim' });
  expect(denoiser.config).toEqual(unet.config);
  expect(loaded.resolution).toBe(6);
  for (const [name, tensor] of Object.entries(unet.weights)) {
    const found = denoiser.weights[name]!.dataSync();
    tensor.dataSync().forEach((value, i) => {
      expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(Math.abs(value) / 1024 + 1e-7);
    });
  }
  const codec = linearCodec(fitted);
  const picture = tf.tensor4d(normals(48), [1, 4, 4, 3]);
  const numbers = (one: typeof codec) => [...one.encode(picture, random).dataSync()];
  expect(numbers(loaded.codec())).toEqual(numbers(codec));
  writeFileSync(join(folder, 'text_encoder.json'), '{"model":"some/encoder"}');
  await expect(openSmallModel(folder)).rejects.toMatchObject({ code: 'SMALL_MODEL' });
});
