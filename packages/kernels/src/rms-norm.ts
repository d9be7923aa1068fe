import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';
import { normaliseRows, rowsGradient } from './normalise-rows.ts';
import { flat } from './product.ts';

/**
 * Root mean square normalisation over the last axis (Zhang & Sennrich, arXiv 1910.07467):
 * `y = γ ⊙ x̂`, `x̂ = x / √(mean(x²) + ε)`; x `[..., dim]`, γ `[dim]`.
 *
 * `dx = (γ ⊙ dy − x̂ mean(γ ⊙ dy ⊙ x̂)) / √(mean(x²) + ε)`, `dγ = Σ dy ⊙ x̂` over all rows.
 */
export function rmsNorm(x: tf.Tensor, gamma: tf.Tensor1D, epsilon: number): tf.Tensor {
  return differentiable({ x, gamma }, (keep) => {
    const { value, hat, inverse } = normaliseRows({ x, gamma, epsilon, centred: false });
    const [keptGamma, keptInverse, keptHat] = [keep(gamma), keep(inverse), keep(hat)];
    return {
      value,
      gradients: (dy, share) => {
        const slopes = share(() => tf.mul<tf.Tensor2D>(flat(dy), flat(keptHat())));
        return {
          x: () =>
            rowsGradient({
              ...{ dy, slopes, epsilon, centred: false },
              ...{ hat: keptHat(), inverse: keptInverse(), gamma: keptGamma() },
            }),
          gamma: () => tf.sum(slopes(), 0),
        };
      },
    };
  });
}
