import type { Draw } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { elementsOf, type DenoisingExample, type DenoisingShape } from './example.ts';

/** Pictures with the noise that is added to them. */
export type DenoisingBatch = {
  /** x₀, `[rows, height, width, channels]` */
  picture: tf.Tensor4D;
  /** ε, of the same shape */
  noise: tf.Tensor4D;
  /** int32 `[rows]` */
  timesteps: tf.Tensor1D;
  /** `[rows, tokens, dim]` */
  text: tf.Tensor3D;
  /** The weight of each example in the mean of the batch, `[rows]`. */
  weights: tf.Tensor1D;
  /** The factor of each example's squared error, `[rows]`. */
  factors: tf.Tensor1D;
};

/** An example in a batch. */
export interface BatchRow {
  readonly example: DenoisingExample;
  readonly weight: number;
  /** The factor of its squared error, by timestep. */
  readonly factors: Float32Array;
}

/** Random dropping of texts, so that a denoiser also learns to work without. */
export interface TextDropping {
  /** the chance that an example loses its text in a step */
  readonly probability: number;
  /** the replacement, such as the hidden states of an empty text, `[tokens, dim]` */
  readonly text: Float32Array;
}

/** A batch of rows with noise and timesteps drawn from the streams `noise`, `timesteps` and `text`. */
export function noisyBatch(
  rows: readonly BatchRow[],
  { shape, dropping }: { shape: DenoisingShape; dropping?: TextDropping | undefined },
  draw: Draw,
): DenoisingBatch {
  const [noise, times, texts] = [draw('noise'), draw('timesteps'), draw('text')];
  const [pictureSize, textSize] = [elementsOf(shape.latents), elementsOf(shape.text)];
  const pictures = new Float32Array(rows.length * pictureSize);
  const words = new Float32Array(rows.length * textSize);
  const timesteps = Int32Array.from(rows, ({ factors }) => times.integer(factors.length));
  rows.forEach(({ example }, i) => {
    pictures.set(example.latents, i * pictureSize);
    const drops = dropping !== undefined && texts.uniform() < dropping.probability;
    words.set(drops ? dropping.text : example.text, i * textSize);
  });
  const normals = new Float32Array(pictures.length);
  for (let i = 0; i < normals.length; i++) normals[i] = noise.normal();
  const factors = rows.map(({ factors }, i) => factors[timesteps[i] as number] as number);
  const pictureShape: [number, number, number, number] = [rows.length, ...shape.latents];
  return {
    picture: tf.tensor4d(pictures, pictureShape),
    noise: tf.tensor4d(normals, pictureShape),
    timesteps: tf.tensor1d(timesteps, 'int32'),
    text: tf.tensor3d(words, [rows.length, ...shape.text]),
    weights: tf.tensor1d(rows.map(({ weight }) => weight)),
    factors: tf.tensor1d(factors),
  };
}
