import type { RandomSource } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Blueprint } from '../blueprint.ts';
import type { CheckpointOptions } from '../checkpoint.ts';
import { loadModel, type ModelFiles } from '../load.ts';
import { createModel, type Model } from '../model.ts';
import { conv1x1Module } from '../module.ts';
import type { Pass } from '../pass.ts';
import { parseAutoencoderConfig, type AutoencoderConfig } from './autoencoder-config.ts';
import { decoder, encoder } from './half.ts';
import { withPresentAttention } from './pixel-attention.ts';

/** A normal distribution for each entry of a picture's latents, `[batch, height, width, latentChannels]`. */
export interface Moments {
  mean: tf.Tensor4D;
  /** The logarithm of the variance, between −30 and 20, as in diffusers. */
  logVariance: tf.Tensor4D;
}

/**
 * Pictures are `[batch, height, width, channels]` with values in [−1, 1]. Latents have half their size for each of
 * `block_out_channels` except one. They are scaled as denoisers read them: multiplied by the configuration's
 * `scaling_factor`.
 */
export interface AutoencoderNetwork {
  readonly config: AutoencoderConfig;
  /** The distribution of latents, not scaled. An odd size loses its last row or column. */
  encode(pictures: tf.Tensor4D, pass: Pass): Moments;
  /** Latents drawn from their distribution. */
  sample(moments: Moments, random: RandomSource): tf.Tensor4D;
  /** The pictures from scaled latents `[batch, height, width, latentChannels]`. Their values may exceed [−1, 1]. */
  decode(latents: tf.Tensor4D, pass: Pass): tf.Tensor4D;
}

/** A frozen autoencoder of pictures. */
export type Autoencoder = Model & AutoencoderNetwork;

type Notice = (text: string) => void;

/**
 * Loads a Stable Diffusion's VAE from diffusers' files.
 * @param options `onNotice` is called where the scaling factor is missing and the usual one is used
 * @throws {ModelError} for another model's configuration, or weights that do not fit it
 */
export const loadAutoencoder = (
  files: ModelFiles,
  { onNotice, ...options }: CheckpointOptions & { onNotice?: Notice } = {},
): Promise<Autoencoder> =>
  loadModel(files, (source, json) => readAutoencoder(source, json, onNotice), options);

/**
 * An autoencoder from a config.json's content with weights from any source: `weight` is called once per
 * tensor, with its name and shape in checkpoints.
 * @throws {ModelError} for a configuration that cannot be run
 */
export const createAutoencoder = (
  config: unknown,
  weight: (name: string, shape: number[]) => tf.Tensor,
): Autoencoder => createModel(readAutoencoder('The given configuration', config), weight);

export const readAutoencoder = (
  source: string,
  json: unknown,
  onNotice?: Notice,
): Blueprint<AutoencoderNetwork> => autoencoder(parseAutoencoderConfig(source, json, onNotice));

/** The autoencoder of Stable Diffusion (Rombach et al., arXiv 2112.10752), named as diffusers' `AutoencoderKL`. */
function autoencoder(config: AutoencoderConfig): Blueprint<AutoencoderNetwork> {
  const halves = { encoder: encoder(config), decoder: decoder(config) };
  const { latent_channels: channels, scaling_factor: scale } = config;
  return {
    architecture: 'AutoencoderKL',
    modules: [
      ...halves.encoder.modules,
      ...halves.decoder.modules,
      ...(config.use_quant_conv ? [conv1x1Module('quant_conv', 2 * channels, 2 * channels)] : []),
      ...(config.use_post_quant_conv ? [conv1x1Module('post_quant_conv', channels, channels)] : []),
    ],
    renamed: withPresentAttention,
    ignored: [],
    defaultTargets: ['to_q', 'to_k', 'to_v', 'to_out.0'],
    network: (weights) => ({
      config,
      encode: (pictures, pass) =>
        tf.tidy(() => {
          const encoded = halves.encoder.run(weights, pictures, pass);
          const both = config.use_quant_conv ? pass.apply('quant_conv', encoded) : encoded;
          const [mean, logVariance] = tf.split(both, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
          return { mean, logVariance: tf.clipByValue(logVariance, -30, 20) };
        }),
      sample: ({ mean, logVariance }, random) =>
        tf.tidy(() => {
          const numbers = Float32Array.from({ length: mean.size }, () => random.normal());
          const noise = tf.tensor4d(numbers, mean.shape);
          const deviation = tf.exp(tf.div(logVariance, 2));
          return tf.mul(tf.add(mean, tf.mul(deviation, noise)), scale);
        }),
      decode: (latents, pass) =>
        tf.tidy(() => {
          const unscaled = tf.div<tf.Tensor4D>(latents, scale);
          const entering = config.use_post_quant_conv
            ? pass.apply('post_quant_conv', unscaled)
            : unscaled;
          return halves.decoder.run(weights, entering as tf.Tensor4D, pass);
        }),
    }),
  };
}
