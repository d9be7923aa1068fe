import type { Adapter } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { columnsOf, factorSides, keptAs } from './factor-sides.ts';
import { damped, inverse } from './matrix-powers.ts';

/**
 * The gradients of scaled gradient descent, that is, of gradient descent in the Riemannian metric of the fixed-rank
 * matrices (Tong, Ma and Chi, arXiv 2005.08898; for LoRA: Zhang and Pilanci, arXiv 2402.02347). An update P Qᵀ is
 * invariant under P M, Q M⁻ᵀ, and so is its step: the gradient of P `[out, r]` is multiplied by (QᵀQ)⁻¹, that of Q
 * `[in, r]` by (PᵀP)⁻¹. A single factor is both. Others, such as DoRA's magnitude, keep their gradients.
 *
 * @throws {ScalingError} `SCALING_UNSCALABLE` without an adapter, and where a side of the update is a product
 */
export function scaledGradients(
  gradients: NamedTensors,
  parameters: NamedTensors,
  layers: Adapter['layers'] | undefined,
): NamedTensors {
  const scaled = factorSides(layers).map((side) => {
    const other = columnsOf(parameters, side.other);
    const metric = inverse(damped(tf.matMul<tf.Tensor2D>(other, other, true)));
    const direction = tf.matMul<tf.Tensor2D>(columnsOf(gradients, side), metric);
    return [side.name, keptAs(side, direction)] as const;
  });
  return { ...gradients, ...Object.fromEntries(scaled) };
}
