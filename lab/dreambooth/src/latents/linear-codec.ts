import * as tf from '@tensorflow/tfjs-core';
import type { LatentCodec } from './codec.ts';
import { otherLatents, otherPictures } from './errors.ts';

/** The fitted principal components of blocks of pixels. */
export interface LinearCodecWeights {
  /** A block's side in pixels. */
  readonly block: number;
  /** The number of kept components, those of the largest variance. */
  readonly channels: number;
  /** The mean block, `[block, block, 3]`. */
  readonly mean: Float32Array;
  /** Orthonormal components, `[block, block, 3, channels]`, by descending variance. */
  readonly basis: Float32Array;
  /** The divisors of the latents, `[channels]`. */
  readonly scales: Float32Array;
}

/**
 * A linear autoencoder: it subtracts the mean from a picture's blocks (space to depth) and projects them onto their
 * principal components. The projection is a convolution whose stride is the block's side; decoding is its transpose.
 */
export function linearCodec({
  block,
  channels,
  mean,
  basis,
  scales,
}: LinearCodecWeights): LatentCodec {
  const meanBlock = tf.tensor3d(mean, [block, block, 3]);
  const components = tf.tensor4d(basis, [block, block, 3, channels]);
  const deviations = tf.tensor1d(scales);
  const meanLatents = tf.tidy(() =>
    tf.sum(tf.mul(tf.expandDims(meanBlock, 3), components), [0, 1, 2]),
  );
  return {
    factor: block,
    channels,
    encode: (pictures) =>
      tf.tidy(() => {
        const [, height, width, depth] = pictures.shape;
        if (height % block > 0 || width % block > 0 || depth !== 3)
          throw otherPictures(pictures.shape, block);
        const projected = tf.conv2d(pictures, components, block, 'valid');
        return tf.div<tf.Tensor4D>(tf.sub(projected, meanLatents), deviations);
      }),
    decode: (latents) =>
      tf.tidy(() => {
        const [batch, rows, columns, depth] = latents.shape;
        if (depth !== channels) throw otherLatents(latents.shape, channels);
        const shape: [number, number, number, number] = [batch, rows * block, columns * block, 3];
        const spread = tf.conv2dTranspose(
          tf.mul<tf.Tensor4D>(latents, deviations),
          components,
          shape,
          block,
          'valid',
        );
        return tf.add<tf.Tensor4D>(spread, tf.tile(meanBlock, [rows, columns, 1]));
      }),
    dispose: () => tf.dispose([meanBlock, components, deviations, meanLatents]),
  };
}
