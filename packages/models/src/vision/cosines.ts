import * as tf from '@tensorflow/tfjs-core';

/**
 * The cosine of the angle between each row of a, `[n, dim]`, and each of b, `[m, dim]`; `[n, m]`: of
 * CLIP's embeddings of pictures and texts CLIP-T, of a picture model's CLIP-I or DINO's score.
 */
export function cosines(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const unit = (x: tf.Tensor2D): tf.Tensor2D => tf.div(x, tf.norm(x, 2, 1, true));
  return tf.tidy(() => tf.matMul(unit(a), unit(b), false, true));
}
