import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';

/**
 * `y = max(x, 0)`, `dx = dy ⊙ [y > 0]`. tfjs's own gradient fills an array in JavaScript, which a
 * recorded step cannot derive for other sizes.
 */
export function relu(x: tf.Tensor): tf.Tensor {
  return differentiable({ x }, (keep) => {
    const value = tf.relu(x);
    const kept = keep(value);
    const slope = (): tf.Tensor => tf.cast(tf.greater(kept(), tf.scalar(0)), 'float32');
    return { value, gradients: (dy) => ({ x: () => tf.mul(dy, slope()) }) };
  });
}
