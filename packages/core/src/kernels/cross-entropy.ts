import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';

/**
 * Weighted mean cross-entropy: `−Σₙ wₙ log softmax(logits)ₙ[labelₙ] / Σₙ wₙ`, and 0 if all
 * weights are 0. logits `[n, classes]`, labels int32 `[n]` in `0 … classes − 1`, weights `[n]`
 * (0 for padding rows); labels and weights are constants.
 *
 * `dlogits = dy · w / Σ w ⊙ (softmax(logits) − onehot(labels))`.
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  weights: tf.Tensor1D,
): tf.Scalar {
  const [n, classes] = logits.shape;
  return differentiable({ logits }, (keep) => {
    const target = tf.cast(tf.oneHot(labels, classes), 'float32');
    const logProbabilities = tf.logSoftmax(logits);
    const share = tf.divNoNan(weights, tf.sum(weights));
    // Selected, not multiplied: a class with the logit −∞ has the logarithm −∞, and 0 · −∞ is NaN.
    const chosen = tf.where(tf.cast(target, 'bool'), logProbabilities, tf.zerosLike(target));
    const losses = tf.neg(tf.sum(chosen, 1));
    const [keptLog, keptTarget, keptShare] = [keep(logProbabilities), keep(target), keep(share)];
    return {
      value: tf.sum(tf.mul(losses, share)),
      gradients: (dy) => ({
        logits: () => {
          const slope = tf.sub(tf.exp(keptLog()), keptTarget());
          return tf.mul(slope, tf.reshape(tf.mul(keptShare(), dy), [n, 1]));
        },
      }),
    };
  }) as tf.Scalar;
}
