import * as tf from '@tensorflow/tfjs-core';

/**
 * Supervised contrastive loss (Khosla et al., arXiv 2004.11362, equation 2): for each embedding z_i, the mean
 * of −log(exp(z_i·z_p/τ) / Σ_{a ≠ i} exp(z_i·z_a/τ)) over the others z_p of its subject; then the mean over
 * all i. A subject's only embedding counts as 0.
 *
 * @param embeddings rows of length 1, `[batch, dim]`
 * @param subjects the subject of each, int32 `[batch]`
 * @param temperature τ
 */
export function supervisedContrastive(
  embeddings: tf.Tensor2D,
  subjects: tf.Tensor1D,
  temperature: number,
): tf.Scalar {
  const [batch] = embeddings.shape;
  return tf.tidy(() => {
    const alike = tf.equal(tf.expandDims(subjects, 1), tf.expandDims(subjects, 0));
    const self = tf.eye(batch);
    const others = tf.sub(tf.cast(alike, 'float32'), self);
    const products = tf.div(tf.matMul(embeddings, embeddings, false, true), temperature);
    // Far below all products, so that no embedding is compared with itself.
    const logShares = tf.logSoftmax(tf.sub(products, tf.mul(self, 1e6)));
    const counts = tf.maximum(tf.sum(others, 1), 1);
    const means = tf.div(tf.sum(tf.mul(others, logShares), 1), counts);
    return tf.neg(tf.mean<tf.Scalar>(means));
  });
}
