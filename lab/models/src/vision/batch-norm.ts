import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from '@singlora/core/kernels';

/**
 * Folds a batch normalisation (Ioffe & Szegedy, arXiv 1502.03167), with its learned statistics, into
 * the convolution before it: the filter times `γ / √(variance + ε)`, by output channel, and the bias
 * `β − mean · γ / √(variance + ε)`. Changes `weights`, which no longer hold the normalisation.
 */
export function foldBatchNorm(
  weights: NamedTensors,
  convolution: string,
  norm: string,
  epsilon: number,
): void {
  const take = (name: string): tf.Tensor => {
    const tensor = weights[name] as tf.Tensor;
    delete weights[name];
    return tensor;
  };
  const filter = take(`${convolution}.weight`);
  const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (tensor) => take(`${norm}.${tensor}`),
  ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const folded = tf.tidy(() => {
    const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
    // A depthwise filter's channels come before its last axis, which is 1.
    const outputs = filter.shape.slice(-1)[0] === 1 ? [-1, 1] : [-1];
    return {
      [`${convolution}.weight`]: tf.mul(filter, tf.reshape(scale, outputs)),
      [`${convolution}.bias`]: tf.sub(beta, tf.mul(mean, scale)),
    };
  });
  tf.dispose([filter, gamma, beta, mean, variance]);
  Object.assign(weights, folded);
}
