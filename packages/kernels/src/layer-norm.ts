import * as tf from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.ts';
import { normaliseRows, rowsGradient } from './normalise-rows.ts';
import { flat } from './product.ts';

/**
 * Layer normalisation over the last axis (Ba et al., arXiv 1607.06450):
 * `y = γ ⊙ x̂ + β`, `x̂ = (x − mean) / √(variance + ε)`; x `[..., dim]`, γ and β `[dim]`. A residual
 * of x's shape is added to x first.
 *
 * With g = γ ⊙ dy: `dx = (g − mean(g) − x̂ mean(g ⊙ x̂)) / √(variance + ε)`, the residual's too;
 * `dγ = Σ dy ⊙ x̂`, `dβ = Σ dy`, sums over all rows.
 */
export function layerNorm(
  x: tf.Tensor,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
  residual?: tf.Tensor,
): tf.Tensor {
  const inputs = { x, gamma, beta, ...(residual && { residual }) };
  return differentiable<'x' | 'gamma' | 'beta' | 'residual'>(
    inputs as Required<typeof inputs>,
    (keep) => {
      const rows = { x, residual, gamma, beta, epsilon, centred: true };
      const { value, hat, inverse } = normaliseRows(rows);
      const [keptGamma, keptInverse, keptHat] = [keep(gamma), keep(inverse), keep(hat)];
      return {
        value,
        gradients: (dy, share) => {
          const slopes = share(() => tf.mul<tf.Tensor2D>(flat(dy), flat(keptHat())));
          const dx = share(() =>
            rowsGradient({
              ...{ dy, slopes, epsilon, centred: true },
              ...{ hat: keptHat(), inverse: keptInverse(), gamma: keptGamma() },
            }),
          );
          return {
            x: dx,
            residual: dx,
            gamma: () => tf.sum(slopes(), 0),
            beta: () => tf.sum(flat(dy), 0),
          };
        },
      };
    },
  );
}
