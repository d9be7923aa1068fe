import type * as tf from '@tensorflow/tfjs-core';
import { normaliseRows } from './normalise-rows.ts';

/**
 * Layer normalisation over the last axis (Ba et al., arXiv 1607.06450):
 * `y = γ ⊙ x̂ + β`, `x̂ = (x − mean) / √(variance + ε)`; x `[..., dim]`, γ and β `[dim]`. A residual
 * of x's shape is added to x first. Its gradients are those of `normaliseRows`.
 */
export const layerNorm = (
  x: tf.Tensor,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
  residual?: tf.Tensor,
): tf.Tensor => normaliseRows({ x, gamma, beta, residual }, { epsilon, centred: true });
