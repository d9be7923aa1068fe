import type { RandomSource } from '@singlora/core';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * Pictures to the latents that a denoiser works on, and back. Pictures are `[batch, height, width, 3]` in [−1, 1],
 * height and width multiples of `factor`; latents are `[batch, height / factor, width / factor, channels]`, scaled as
 * the denoiser reads them.
 */
export interface LatentCodec {
  /** Pixels a side for each place of the latents. */
  readonly factor: number;
  readonly channels: number;
  /**
   * The latents of pictures.
   *
   * @param random for codecs that draw latents from a distribution; others draw nothing
   */
  encode(pictures: tf.Tensor4D, random: RandomSource): tf.Tensor4D;
  /** The pictures may go beyond [−1, 1]. */
  decode(latents: tf.Tensor4D): tf.Tensor4D;
  /** Frees the codec's tensors. */
  dispose(): void;
}
