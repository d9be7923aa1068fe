import * as tf from '@tensorflow/tfjs-core';
import { embedding, linear, widened, type NamedTensors } from './kernels/index.ts';
import { convolve, filtersAsMatrix, filterShapeInTfjs, matrixAsFilters } from './convolution.ts';
import { badShape, duplicateSlot, unknownKind, unknownSlot } from './errors.ts';
import { inSequence, type LayerRun, type LayerUpdate } from './layer-run.ts';
import type { Layer, Slot, SlotKind } from './slot.ts';

type Layout = 'out-in' | 'in-out';

/** The shapes and the forward pass of one kind of layer. */
interface LayerKind {
  /** The weight's shapes that are accepted, with the order of the axes in each. */
  shapes(layer: Layer): readonly { shape: readonly number[]; layout: Layout }[];
  forward(run: LayerRun): tf.Tensor;
}

const product = ({ slot, x, weight, bias, gain, terms, frozen }: LayerRun): tf.Tensor => {
  const { matrix, layout } = asMatrix(slot, weight);
  return linear(x, matrix, bias, terms, { layout, frozen, ...(gain && { gain }) });
};

/** The table is Wᵀ, so its update is scale · Q Pᵀ and a row of that is scale · Q[id] Pᵀ. */
const lookUp = ({ x: ids, weight, gain, terms }: LayerRun): tf.Tensor => {
  const base = embedding(weight as tf.Tensor2D, ids);
  return terms.reduce(
    (sum, { p, q, scale }) => {
      const rows = tf.reshape<tf.Rank.R2>(embedding(q, ids), [-1, q.shape[1]]);
      const delta = tf.reshape(tf.matMul(rows, p, false, true), base.shape);
      return tf.add(sum, tf.mul(delta, scale));
    },
    gain ? tf.mul(base, gain) : base,
  );
};

const outIn = (shape: readonly number[]) => ({ shape, layout: 'out-in' as const });
const inOut = (shape: readonly number[]) => ({ shape, layout: 'in-out' as const });

const kinds: Record<SlotKind, LayerKind> = {
  linear: {
    shapes: (layer) => [outIn([layer.outFeatures, layer.inFeatures])],
    forward: product,
  },
  conv1d: {
    shapes: (layer) => [inOut([layer.inFeatures, layer.outFeatures])],
    forward: product,
  },
  conv1x1: {
    shapes: (layer) => [
      outIn([layer.outFeatures, layer.inFeatures, 1, 1]),
      inOut([1, 1, layer.inFeatures, layer.outFeatures]),
    ],
    forward: product,
  },
  convolution: {
    shapes: (layer) => [outIn(filterShapeInTfjs(layer))],
    forward: convolve,
  },
  embedding: {
    shapes: (layer) => [inOut([layer.inFeatures, layer.outFeatures])],
    forward: lookUp,
  },
};

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i]);

function asMatrix(layer: Layer, weight: tf.Tensor): { matrix: tf.Tensor2D; layout: Layout } {
  const { inFeatures, outFeatures } = layer;
  if (layer.kind === 'convolution') return { matrix: filtersAsMatrix(weight), layout: 'out-in' };
  const layout =
    kinds[layer.kind].shapes(layer).find(({ shape }) => same(shape, weight.shape))?.layout ??
    'out-in';
  const shape: [number, number] =
    layout === 'out-in' ? [outFeatures, inFeatures] : [inFeatures, outFeatures];
  const isMatrix = same(weight.shape, shape);
  const matrix = isMatrix ? (weight as tf.Tensor2D) : tf.reshape<tf.Rank.R2>(weight, shape);
  return { matrix, layout };
}

/** The layer's weight as a matrix `[out, in]`, in float32. */
export function weightMatrix(slot: Slot, weight: tf.Tensor = slot.weight): tf.Tensor2D {
  const { matrix, layout } = asMatrix(slot, widened(weight));
  return layout === 'out-in' ? matrix : tf.transpose(matrix);
}

/** The inverse of {@link weightMatrix}: a matrix `[out, in]` in the shape and order of the layer's weight. */
export function weightFromMatrix(slot: Slot, matrix: tf.Tensor2D): tf.Tensor {
  if (slot.kind === 'convolution') return matrixAsFilters(slot, matrix);
  const { layout } = asMatrix(slot, slot.weight);
  return tf.reshape(layout === 'out-in' ? matrix : tf.transpose(matrix), slot.weight.shape);
}

/** The trained tensors that replace a layer's weight, its bias, or both. */
export interface OwnWeight {
  readonly weight?: tf.Tensor;
  readonly bias?: tf.Tensor1D;
}

/** The tensors among `values` that replace a layer's own weight and bias; undefined where there are none. */
export function ownWeight(name: string, values: NamedTensors): OwnWeight | undefined {
  const weight = values[`${name}.weight`];
  const bias = values[`${name}.bias`] as tf.Tensor1D | undefined;
  return weight || bias ? { ...(weight && { weight }), ...(bias && { bias }) } : undefined;
}

/** Whether no value is NaN or infinite. */
export const isFinite = (tensor: tf.Tensor): boolean =>
  tf.tidy(() => tf.all(tf.isFinite(tensor)).dataSync()[0] === 1);

/** Looks slots up by name. */
export function slotFinder(slots: readonly Slot[]): (name: string) => Slot {
  const byName = new Map(slots.map((slot) => [slot.name, slot]));
  if (byName.size < slots.length) throw duplicateSlot(slots.map(({ name }) => name));
  return (name) => {
    const slot = byName.get(name);
    if (!slot) throw unknownSlot(name, [...byName.keys()]);
    return slot;
  };
}

/**
 * Runs a layer, with low-rank updates if any, one after the other: `x` is `[..., in]` (ids for an embedding, a picture for a
 * convolution), the result `[..., out]`. The layer's own weight is a constant; `trained` replaces it and has gradients.
 */
export function runSlot(
  slot: Slot,
  x: tf.Tensor,
  updates: readonly LayerUpdate[] = [],
  trained?: OwnWeight,
): tf.Tensor {
  if (trained?.bias && !trained.weight) {
    const { bias: _, ...unbiased } = slot;
    return tf.add(runSlot(unbiased, x, updates), trained.bias);
  }
  const { weight, bias } = { ...slot, ...trained };
  return kinds[slot.kind].forward({
    slot,
    x,
    weight,
    bias,
    ...inSequence(updates),
    frozen: trained === undefined,
  });
}

/** Throws unless the slot is of a known kind, and its weight and bias have the shapes that this and its sizes call for. */
export function checkSlot(slot: Slot): void {
  const { name, kind, outFeatures, weight, bias } = slot;
  if (!Object.hasOwn(kinds, kind)) throw unknownKind(name, kind, Object.keys(kinds));
  const expected = kinds[kind].shapes(slot).map(({ shape }) => shape);
  if (!expected.some((shape) => same(shape, weight.shape)))
    throw badShape(name, 'weight', weight.shape, expected);
  if (bias && !same(bias.shape, [outFeatures]))
    throw badShape(name, 'bias', bias.shape, [[outFeatures]]);
}

/** A layer's shape, without any other properties. */
export const layerOf = ({ kind, inFeatures, outFeatures, kernel }: Layer): Layer => ({
  kind,
  inFeatures,
  outFeatures,
  ...(kernel && { kernel }),
});

/** The layers whose weights are among the names of tensors, in their order. */
export const layersOfWeights = (names: readonly string[]): string[] =>
  names.filter((name) => name.endsWith('.weight')).map((name) => name.slice(0, -'.weight'.length));
