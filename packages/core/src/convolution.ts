import { convolution, linear } from './kernels/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import { inGroups } from './errors.ts';
import type { LayerRun } from './layer-run.ts';
import type { Layer, SlotKind } from './slot.ts';

/** The sizes of a convolution's filter along each axis; undefined for layers of other kinds. */
export const kernelOf = ({ kind, kernel = [1, 1] }: Layer): readonly number[] | undefined =>
  kind === 'conv1x1' || kind === 'convolution' ? kernel : undefined;

/**
 * The layer of a weight with a shape from a checkpoint, `[out, in]` or `[filters, channels, ...kernel]`; `matrix` is the kind of
 * the former. Undefined for a convolution along more than three axes.
 */
export function layerOfShape(
  outFeatures: number,
  [columns = 1, ...kernel]: readonly number[],
  matrix: SlotKind = 'linear',
): Layer | undefined {
  if (kernel.length > 3) return undefined;
  const size = tf.util.sizeFromShape(kernel);
  const sizes = { inFeatures: columns * size, outFeatures };
  if (kernel.length === 0) return { kind: matrix, ...sizes };
  const isOfPixels = kernel.length === 2 && size === 1;
  return isOfPixels ? { kind: 'conv1x1', ...sizes } : { kind: 'convolution', ...sizes, kernel };
}

/** A convolution's filters as checkpoints keep them, `[filters, channels, ...kernel]`; undefined for layers of other kinds. */
export function filterShape(layer: Layer, filters: number): FilterShape | undefined {
  const kernel = kernelOf(layer);
  return kernel && [filters, layer.inFeatures / tf.util.sizeFromShape([...kernel]), ...kernel];
}

type FilterShape = [filters: number, channels: number, ...kernel: number[]];

/** The kernel sizes of a pointwise filter, such as `[1, 1]` along two axes; empty for layers of other kinds. */
export const pointSizes = (layer: Layer): readonly number[] => kernelOf(layer)?.map(() => 1) ?? [];

/** A convolution's filters as tfjs keeps them, `[...kernel, channels, filters]`. */
export function filterShapeInTfjs(layer: Layer): readonly number[] {
  const [filters, channels, ...kernel] = filterShape(layer, layer.outFeatures) as FilterShape;
  return [...kernel, channels, filters];
}

/** Filters `[...kernel, channels, filters]` as a matrix `[filters, channels · kernel]`, whose rows are in the order of checkpoints. */
export function filtersAsMatrix(filters: tf.Tensor): tf.Tensor2D {
  const axes = [...filters.shape.keys()];
  const order = [...axes.slice(-2).reverse(), ...axes.slice(0, -2)];
  return tf.reshape(tf.transpose(filters, order), [filters.shape.at(-1) as number, -1]);
}

/** The inverse of {@link filtersAsMatrix}, for as many filters as the matrix has rows. */
export function matrixAsFilters(layer: Layer, matrix: tf.Tensor2D): tf.Tensor {
  const filters = tf.reshape(matrix, filterShape(layer, matrix.shape[0]) as FilterShape);
  return tf.transpose(filters, [...[...filters.shape.keys()].slice(2), 1, 0]);
}

/**
 * A convolution with low-rank updates, as PEFT runs it: x `[batch, ...sizes, channels]`; each update's Q is a convolution with
 * the layer's own stride and padding, and P a pointwise product on its output.
 */
export function convolve({ slot, x, weight, bias, gain, terms, frozen }: LayerRun): tf.Tensor {
  const { moves } = slot;
  const groups = (x.shape.at(-1) as number) / (weight.shape.at(-2) as number);
  if (groups !== 1) throw inGroups(slot.name, groups);
  // A gain scales the filters' output, not the bias.
  const base = convolution(x, weight, gain ? undefined : bias, { ...moves, frozen });
  const y = terms.reduce(
    (sum, { p, q, scale, input = x }) => {
      const down = convolution(input, matrixAsFilters(slot, tf.transpose(q)), undefined, moves);
      return tf.add(sum, tf.mul(linear(down, p), scale));
    },
    gain ? tf.mul(base, gain) : base,
  );
  return gain && bias ? tf.add(y, bias) : y;
}
