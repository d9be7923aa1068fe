import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';
import { fusedOp } from './fused.ts';
import { geluParts } from './gelu.ts';

/**
 * The gate of GEGLU (Shazeer, arXiv 2002.05202) with the exact GELU: x `[..., 2 · dim]` holds the
 * hidden half, then its gate, as in diffusers; `y = hidden ⊙ gelu(gate)`, `[..., dim]`.
 *
 * `dx = [dy ⊙ gelu(gate), dy ⊙ hidden ⊙ gelu′(gate)]`. Two tensors of y's shape are kept; as one operation, only x.
 */
export function geglu(x: tf.Tensor): tf.Tensor {
  return differentiable({ x }, (keep) => {
    const fused = fusedOp('GeluHalves', {}, [x]);
    if (fused) {
      const kept = keep(x);
      return {
        value: fused,
        gradients: (dy) => ({ x: () => fusedOp('GeluHalvesGrad', {}, [dy, kept()]) as tf.Tensor }),
      };
    }
    const [hidden, gate] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
    const { value, slope } = geluParts(gate);
    const byHidden = keep(value);
    const byGate = keep(() => tf.mul(hidden, slope()));
    return {
      value: tf.mul(hidden, value),
      gradients: (dy) => ({
        x: () => tf.concat([tf.mul(dy, byHidden()), tf.mul(dy, byGate())], -1),
      }),
    };
  });
}
