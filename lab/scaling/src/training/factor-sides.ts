import { methodOf, type AdaptedLayer, type Adapter } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { unscalable } from '../errors.ts';

/** A factor of an adapter's update P Qᵀ, and the factor on the other side: itself, where both sides are one matrix. */
export interface FactorSide {
  readonly name: string;
  /** Whether it is stored as `[r, d]`, like LoRA's A, rather than `[d, r]`. */
  readonly isTransposed: boolean;
  readonly other: Pick<FactorSide, 'name' | 'isTransposed'>;
}

/**
 * Every factor of an adapter, for optimisers that need its counterpart. Where a weight is narrower than the
 * rank, shapes do not show whether a factor is stored transposed; it is then assumed not to be.
 *
 * @throws {ScalingError} `SCALING_UNSCALABLE` without an adapter, and where a side of the update is a product
 */
export function factorSides(layers: Adapter['layers'] | undefined): FactorSide[] {
  if (!layers) throw unscalable('there is no adapter');
  return [...layers].flatMap(([layer, adapted]) => {
    const [left, right] = sidesOf(layer, adapted);
    if (left.name === right.name) return [{ ...left, other: right }];
    return [
      { ...left, other: right },
      { ...right, other: left },
    ];
  });
}

function sidesOf(layer: string, { config, specs }: AdaptedLayer) {
  const { p, q } = methodOf(config).sides;
  const [left, right] = [p[0], q[0]];
  const isFrozen = [...p, ...q].some((key) => specs[key]?.group === 'frozen');
  if (left === undefined || right === undefined || p.length > 1 || q.length > 1 || isFrozen) {
    throw unscalable(
      `P = ${p.join('·')} and Q = ${q.join('·')}${isFrozen ? ', partly frozen' : ''}`,
    );
  }
  const side = (key: string) => {
    const [rows = 0, columns = 0] = specs[key]?.shape ?? [];
    return { name: `${layer}.${key}`, isTransposed: rows === config.r && columns !== config.r };
  };
  return [side(left), side(right)] as const;
}

/** A factor, or a tensor of its shape, as columns `[d, r]`. */
export const columnsOf = (
  tensors: NamedTensors | undefined,
  { name, isTransposed }: Pick<FactorSide, 'name' | 'isTransposed'>,
): tf.Tensor2D => {
  const value = tensors?.[name] as tf.Tensor2D;
  return isTransposed ? tf.transpose(value) : value;
};

/** Columns `[d, r]` in the factor's storage layout. */
export const keptAs = ({ isTransposed }: Pick<FactorSide, 'isTransposed'>, columns: tf.Tensor2D) =>
  isTransposed ? tf.transpose(columns) : columns;
