import { createAutoencoder } from '@singlora/models';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { autoencoderCodec } from './autoencoder-codec.ts';

beforeAll(async () => void (await startBackend()));

it("gives a VAE's latents and pictures", () => {
  const before = tf.memory().numTensors;
  const config = {
    _class_name: 'AutoencoderKL',
    block_out_channels: [4, 4, 8],
    down_block_types: Array.from({ length: 3 }, () => 'DownEncoderBlock2D'),
    up_block_types: Array.from({ length: 3 }, () => 'UpDecoderBlock2D'),
    latent_channels: 4,
    norm_num_groups: 2,
    scaling_factor: 0.5,
  };
  const stream = randomStream(1, 'weights');
  const autoencoder = createAutoencoder(config, (_, shape) =>
    tf.tensor(
      Array.from({ length: tf.util.sizeFromShape(shape) }, () => 0.1 * stream.normal()),
      shape,
    ),
  );
  const codec = autoencoderCodec(autoencoder);
  tf.tidy(() => {
    const pictures = tf.randomUniform<tf.Rank.R4>([2, 16, 24, 3], -1, 1, 'float32', 1);
    const latents = codec.encode(pictures, randomStream(2));
    expect(latents.shape).toEqual([2, 16 / codec.factor, 24 / codec.factor, codec.channels]);
    // Drawn from the given stream.
    expect(latents.dataSync()).toEqual(codec.encode(pictures, randomStream(2)).dataSync());
    expect(latents.dataSync()).not.toEqual(codec.encode(pictures, randomStream(3)).dataSync());
    expect(codec.decode(latents).shape).toEqual([2, 16, 24, 3]);
  });
  codec.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
