import { frozen } from '@singlora/core';
import type { Autoencoder } from '@singlora/models';
import type { LatentCodec } from './codec.ts';
import * as tf from '@tensorflow/tfjs-core';

/** The codec of Stable Diffusion's VAE, which it owns; latents are sampled, as in diffusers' DreamBooth script. */
export function autoencoderCodec(autoencoder: Autoencoder): LatentCodec {
  const { block_out_channels: widths, latent_channels: channels } = autoencoder.config;
  const pass = { apply: frozen(autoencoder.slots) };
  return {
    factor: 2 ** (widths.length - 1),
    channels,
    encode: (pictures, random) =>
      tf.tidy(() => autoencoder.sample(autoencoder.encode(pictures, pass), random)),
    decode: (latents) => autoencoder.decode(latents, pass),
    dispose: () => autoencoder.dispose(),
  };
}
