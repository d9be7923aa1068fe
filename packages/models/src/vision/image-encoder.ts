import type * as tf from '@tensorflow/tfjs-core';
import type { Pass } from '../pass.ts';

/** A pass through a model that is only looked through: without dropout. */
export type ImagePass = Omit<Pass, 'seed'>;

/** Reads pictures: `[batch, height, width, 3]`, normalised as the model's image processor says. */
export interface ImageEncoderNetwork {
  readonly config: {
    /** Pixels along the side of the pictures that it was trained on. */
    readonly imageSize: number;
    /** How many numbers an embedding has. */
    readonly embeddingSize: number;
  };
  /** The embedding by which similarity of pictures is measured, `[batch, embeddingSize]`. */
  embedding(pixels: tf.Tensor4D, pass: ImagePass): tf.Tensor2D;
}
