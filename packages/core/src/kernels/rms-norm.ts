import type * as tf from '@tensorflow/tfjs-core';
import { normaliseRows } from './normalise-rows.ts';

/**
 * Root mean square normalisation over the last axis (Zhang & Sennrich, arXiv 1910.07467):
 * `y = γ ⊙ x̂`, `x̂ = x / √(mean(x²) + ε)`; x `[..., dim]`, γ `[dim]`. Its gradients are those of `normaliseRows`.
 */
export const rmsNorm = (x: tf.Tensor, gamma: tf.Tensor1D, epsilon: number): tf.Tensor =>
  normaliseRows({ x, gamma }, { epsilon, centred: false });
