import type { RandomSource } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LatentCodec } from '../latents/codec.ts';

/** How pictures are degraded to resemble a denoiser's. */
interface Imperfection {
  readonly codec: LatentCodec;
  /** The standard deviation of the noise on each picture's latents; undefined leaves the picture unchanged. */
  readonly noise: readonly (number | undefined)[];
}

/**
 * Encodes pictures, adds noise to their latents, and decodes them, clipped to [−1, 1].
 *
 * @param pixels `[batch, height, width, 3]` in [−1, 1]
 */
export function imperfect(
  pixels: tf.Tensor4D,
  { codec, noise }: Imperfection,
  random: RandomSource,
): tf.Tensor4D {
  return tf.tidy(() => {
    const latents = codec.encode(pixels, random);
    const values = new Float32Array(latents.size);
    const size = latents.size / noise.length;
    noise.forEach((deviation = 0, i) => {
      if (deviation === 0) return;
      for (let at = i * size; at < (i + 1) * size; at++) values[at] = deviation * random.normal();
    });
    const noisy = tf.add<tf.Tensor4D>(latents, tf.tensor4d(values, latents.shape));
    const decoded = tf.clipByValue(codec.decode(noisy), -1, 1);
    const chosen = noise.map((deviation) => Number(deviation !== undefined));
    const share = tf.tensor4d(chosen, [chosen.length, 1, 1, 1]);
    return tf.add(tf.mul(decoded, share), tf.mul(pixels, tf.sub(1, share)));
  });
}
