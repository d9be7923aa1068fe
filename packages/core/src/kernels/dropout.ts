import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';
import { hashedMask, nativeMask } from './dropout-mask.ts';
import { isNative } from './native.ts';

/**
 * Stateless dropout: `y = x ⊙ m / (1 − rate)`, each mᵢ 0 with probability `rate` (to 2⁻¹⁶),
 * else 1. The mask is a pure function of the seed, the site (which dropout of the model it is)
 * and x's shape, so that a step can be replayed. seed is int32 `[2]`.
 *
 * `dx = dy ⊙ m / (1 − rate)`.
 */
export function dropout(x: tf.Tensor, rate: number, seed: tf.Tensor1D, site: number): tf.Tensor {
  if (rate === 0) return x;
  const apply = (t: tf.Tensor, mask: tf.Tensor): tf.Tensor =>
    tf.mul(tf.mul(t, tf.cast(mask, 'float32')), 1 / (1 - rate));
  return differentiable({ x }, (keep) => {
    const mask = (isNative() ? nativeMask : hashedMask)(x.shape, rate, seed, site);
    const kept = keep(mask);
    return { value: apply(x, mask), gradients: (dy) => ({ x: () => apply(dy, kept()) }) };
  });
}
