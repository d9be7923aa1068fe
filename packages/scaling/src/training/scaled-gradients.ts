import { methodOf, type AdaptedLayer, type Adapter } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { unscalable } from '../errors.ts';
import { inverse } from './inverse.ts';

/** Of the mean of a Gram matrix's diagonal: added to the diagonal, since LoRA's B has a lower rank after a step on one sample. */
const damping = 1e-4;

/**
 * The gradients of scaled gradient descent, which is gradient descent in the Riemannian metric of the matrices of a fixed rank
 * (Tong, Ma and Chi, arXiv 2005.08898; for LoRA: Zhang and Pilanci, arXiv 2402.02347). An update P Qᵀ does not
 * change with P M, Q M⁻ᵀ, and neither does its step: the gradient of P `[out, r]` is multiplied by (QᵀQ)⁻¹, that of Q
 * `[in, r]` by (PᵀP)⁻¹. A single factor is both. Others, such as DoRA's magnitude, keep their gradients.
 *
 * @throws {ScalingError} `SCALING_UNSCALABLE` without an adapter, and where a side of the update is a product
 */
export function scaledGradients(
  gradients: NamedTensors,
  parameters: NamedTensors,
  layers: Adapter['layers'] | undefined,
): NamedTensors {
  if (!layers) throw unscalable('there is no adapter');
  const scaled = [...layers].flatMap(([name, layer]) => {
    const [left, right] = sidesOf(layer);
    const own = (tensors: NamedTensors, { key }: Side) => tensors[`${name}.${key}`] as tf.Tensor2D;
    const step = (side: Side, other: Side) => {
      const columns = other.isTransposed
        ? tf.transpose(own(parameters, other))
        : own(parameters, other);
      const metric = inverse(damped(tf.matMul<tf.Tensor2D>(columns, columns, true)));
      const gradient = own(gradients, side);
      // The metric is symmetric: from the left where the parameter is transposed.
      const direction = side.isTransposed
        ? tf.matMul(metric, gradient)
        : tf.matMul(gradient, metric);
      return [`${name}.${side.key}`, direction] as const;
    };
    return left.key === right.key ? [step(left, right)] : [step(left, right), step(right, left)];
  });
  return { ...gradients, ...Object.fromEntries(scaled) };
}

/** The parameter that a side of the update is. */
interface Side {
  readonly key: string;
  /** It is kept as `[r, d]`, as LoRA's A, and not as `[d, r]`. */
  readonly isTransposed: boolean;
}

function sidesOf({ config, specs }: AdaptedLayer): [Side, Side] {
  const { sides } = methodOf(config);
  const { p, q } = sides;
  const [left, right] = [p, q].map(([key = '']): Side => {
    const [rows = 0, columns = 0] = specs[key]?.shape ?? [];
    return { key, isTransposed: rows === config.r && columns !== config.r };
  }) as [Side, Side];
  if (p.length > 1 || q.length > 1) {
    throw unscalable(`P = ${p.join('·')} and Q = ${q.join('·')}`);
  }
  return [left, right];
}

/** G + εI, ε a share of the mean of G's diagonal; not singular where G is 0. */
function damped(gram: tf.Tensor2D): tf.Tensor2D {
  const [rank] = gram.shape;
  const identity = tf.eye(rank);
  const mean = tf.div(tf.sum(tf.mul(gram, identity)), rank);
  return tf.add(gram, tf.mul(identity, tf.maximum(tf.mul(mean, damping), 1e-30)));
}
