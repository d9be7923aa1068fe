import type { RandomSource } from '@singlora/core';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * Converts pictures to a denoiser's latents, and back. Pictures are `[batch, height, width, 3]` in [−1, 1], height
 * and width multiples of `factor`; latents are `[batch, height / factor, width / factor, channels]`, scaled as the
 * denoiser reads them.
 */
export interface LatentCodec {
  /** The side in pixels of a latent position. */
  readonly factor: number;
  readonly channels: number;
  /**
   * The latents of pictures.
   *
   * @param random for codecs that sample latents from a distribution; others ignore it
   */
  encode(pictures: tf.Tensor4D, random: RandomSource): tf.Tensor4D;
  /** The pictures' values may exceed [−1, 1]. */
  decode(latents: tf.Tensor4D): tf.Tensor4D;
  /** Frees the codec's tensors. */
  dispose(): void;
}
