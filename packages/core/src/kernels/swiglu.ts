import * as tf from '@tensorflow/tfjs-core';
import { differentiable, shareAll } from './differentiable.ts';
import { fusedOp, fusedOps, sameShape } from './fused.ts';
import { siluSlope } from './silu.ts';

/**
 * The gate of SwiGLU (Shazeer, arXiv 2002.05202): `y = s ⊙ up`, `s = gate ⊙ σ(gate)`; gate and up
 * have the same shape.
 *
 * `dup = dy ⊙ s`, `dgate = dy ⊙ up ⊙ (s + σ(gate) (1 − s))`. As one operation it keeps two tensors of
 * that shape, where a SiLU and a product would keep three.
 */
export function swiglu(gate: tf.Tensor, up: tf.Tensor): tf.Tensor {
  return differentiable({ gate, up }, (keep) => {
    const fused = sameShape(gate, up) ? fusedOp('SiluGate', {}, [gate, up]) : undefined;
    if (fused) {
      const [keptGate, keptUp] = [keep(gate), keep(up)];
      return {
        value: fused,
        gradients: (dy, share) => {
          const compute = () => fusedOps('SiluGateGrad', {}, [dy, keptGate(), keptUp()], 2) ?? [];
          const [dGate, dUp] = shareAll(share, 2, compute) as [() => tf.Tensor, () => tf.Tensor];
          return { gate: dGate, up: dUp };
        },
      };
    }
    const sigma = tf.sigmoid(gate);
    const silu = tf.mul(gate, sigma);
    const kept = keep(silu);
    const slope = keep(() => tf.mul(up, siluSlope(silu, sigma)));
    return {
      value: tf.mul(silu, up),
      gradients: (dy) => ({
        gate: () => tf.mul(dy, slope()),
        up: () => tf.mul(dy, kept()),
      }),
    };
  });
}
