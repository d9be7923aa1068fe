import type * as tf from '@tensorflow/tfjs-core';
import type { Pass } from '../pass.ts';

/** A pass for inference only: without dropout. */
export type ImagePass = Omit<Pass, 'seed'>;

/** Encodes pictures `[batch, height, width, 3]`, normalised by the model's image processor. */
export interface ImageEncoderNetwork {
  readonly config: {
    /** Pixels along the side of the pictures that it was trained on. */
    readonly imageSize: number;
    /** The size of an embedding. */
    readonly embeddingSize: number;
  };
  /** The embedding by which similarity of pictures is measured, `[batch, embeddingSize]`. */
  embedding(pixels: tf.Tensor4D, pass: ImagePass): tf.Tensor2D;
}
