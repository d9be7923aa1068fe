import * as tf from '@tensorflow/tfjs-core';

/**
 * The cosines of the angles between the rows of a, `[n, dim]`, and those of b, `[m, dim]`; `[n, m]`. For CLIP's
 * embeddings of pictures and texts they are CLIP-T, for a picture model's embeddings CLIP-I or DINO's score.
 */
export function cosines(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const unit = (x: tf.Tensor2D): tf.Tensor2D => tf.div(x, tf.norm(x, 2, 1, true));
  return tf.tidy(() => tf.matMul(unit(a), unit(b), false, true));
}
