import { conv2d, linear } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { inGroups } from './errors.ts';
import { withUpdate, type LayerRun } from './layer-run.ts';
import type { Layer, SlotKind } from './slot.ts';

/** The sizes of a convolution's filter, `[height, width]`; undefined for layers of other kinds. */
export const kernelOf = ({
  kind,
  kernel = [1, 1],
}: Layer): readonly [number, number] | undefined =>
  kind === 'conv1x1' || kind === 'conv2d' ? kernel : undefined;

/**
 * A layer by the shape that its weight has in checkpoints, `[out, in]` or `[filters, channels, height, width]`; `matrix` is the kind of
 * the former. Undefined for a convolution along another number of axes than two.
 */
export function layerOfShape(
  outFeatures: number,
  [columns = 1, ...kernel]: readonly number[],
  matrix: SlotKind = 'linear',
): Layer | undefined {
  if (kernel.length !== 0 && kernel.length !== 2) return undefined;
  const [height = 1, width = 1] = kernel;
  const sizes = { inFeatures: columns * height * width, outFeatures };
  if (height * width > 1) return { kind: 'conv2d', ...sizes, kernel: [height, width] };
  return { kind: kernel.length === 0 ? matrix : 'conv1x1', ...sizes };
}

type FilterShape = [filters: number, channels: number, height: number, width: number];

/** A convolution's filters as checkpoints keep them, `[filters, channels, height, width]`; undefined for layers of other kinds. */
export function filterShape(layer: Layer, filters: number): FilterShape | undefined {
  const kernel = kernelOf(layer);
  if (!kernel) return undefined;
  const [height, width] = kernel;
  return [filters, layer.inFeatures / (height * width), height, width];
}

/** A convolution's filters as tfjs keeps them, `[height, width, channels, filters]`. */
export function filterShapeInTfjs(layer: Layer): readonly number[] {
  const [filters, channels, height, width] = filterShape(layer, layer.outFeatures) ?? [];
  return [height, width, channels, filters] as number[];
}

// A matrix's rows are in the order of checkpoints: by channel, then height, then width.
const toMatrix = [3, 2, 0, 1];
const fromMatrix = [2, 3, 1, 0];

/** Filters `[height, width, channels, filters]` as a matrix `[filters, channels · height · width]`. */
export const filtersAsMatrix = (filters: tf.Tensor): tf.Tensor2D =>
  tf.reshape(tf.transpose(filters, toMatrix), [filters.shape[3] as number, -1]);

/** The inverse of {@link filtersAsMatrix}, for as many filters as the matrix has rows. */
export const matrixAsFilters = (layer: Layer, matrix: tf.Tensor2D): tf.Tensor4D =>
  tf.transpose(
    tf.reshape<tf.Rank.R4>(matrix, filterShape(layer, matrix.shape[0]) as FilterShape),
    fromMatrix,
  );

/**
 * A convolution with low-rank updates, as PEFT runs it: x `[batch, height, width, channels]`; Q of each update is a filter that moves
 * as the layer's own does, P a product for each pixel of what it gives.
 */
export function convolve({ slot, x, weight, bias, updates, frozen }: LayerRun): tf.Tensor4D {
  const [pictures, filters] = [x as tf.Tensor4D, weight as tf.Tensor4D];
  const { moves } = slot;
  const groups = pictures.shape[3] / filters.shape[2];
  if (groups !== 1) throw inGroups(slot.name, groups);
  // A gain is of what the filters give, without the bias.
  const isLast = updates.some(({ gain }) => gain !== undefined);
  const base = conv2d(pictures, filters, isLast ? undefined : bias, { ...moves, frozen });
  const y = updates.reduce((sum, { p, q, scale, gain, input = x }) => {
    const down = conv2d(
      input as tf.Tensor4D,
      matrixAsFilters(slot, tf.transpose(q)),
      undefined,
      moves,
    );
    return withUpdate(sum, base, tf.mul(linear(down, p), scale), gain);
  }, base);
  return isLast && bias ? tf.add(y, bias) : y;
}
