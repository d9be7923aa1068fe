import { toFloats, type Picture } from '@singlora/pictures';
import * as tf from '@tensorflow/tfjs-core';

/** Pictures of one size in the form for codecs and encoders: `[batch, height, width, 3]` in [−1, 1]. At least one is needed. */
export function pixelsOf(pictures: readonly Picture[]): tf.Tensor4D {
  const [{ width, height }] = pictures as [Picture];
  const size = height * width * 3;
  const all = new Float32Array(pictures.length * size);
  pictures.forEach((picture, i) => all.set(toFloats(picture), i * size));
  return tf.tensor4d(all, [pictures.length, height, width, 3]);
}
