import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';
import { fusedOp } from './fused.ts';

/** An activation's value, and its slope where that is asked for. */
export interface ActivationParts {
  value: tf.Tensor;
  slope: () => tf.Tensor;
}

/**
 * An elementwise activation, `dx = dy ⊙ slope(x)`: either one of `../native/activation.h` by name, which recomputes the slope
 * from x for the gradient, or composed of tfjs's operations. These compute the slope in the forward pass, which has its parts,
 * and keep it instead of x.
 */
export function activation(
  x: tf.Tensor,
  native: 'Gelu' | 'GeluTanh' | 'QuickGelu' | 'Silu',
  composed: (x: tf.Tensor) => ActivationParts,
): tf.Tensor {
  return differentiable({ x }, (keep) => {
    const fused = fusedOp(native, {}, [x]);
    if (fused) {
      const keptX = keep(x);
      return {
        value: fused,
        gradients: (dy) => ({
          x: () => fusedOp(`${native}Grad`, {}, [dy, keptX()]) as tf.Tensor,
        }),
      };
    }
    const { value, slope } = composed(x);
    const kept = keep(slope);
    return { value, gradients: (dy) => ({ x: () => tf.mul(dy, kept()) }) };
  });
}
