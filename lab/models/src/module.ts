import type { Slot } from '@singlora/core';
import type { Padding } from '@singlora/core/kernels';

/** A part of a model that holds weights, under the name that checkpoints give it. */
export type Module = SlotModule | PlainModule;

/** A part that adapters can serve, and that the model runs through its pass: a slot without its tensors. */
export interface SlotModule extends Omit<Slot, 'weight' | 'bias'> {
  tensors: Tensors;
}

interface PlainModule {
  name: string;
  kind: 'norm' | 'embedding' | 'convolution' | 'parameter';
  tensors: Tensors;
}

/** The layouts of a module's tensors, by their own names: `weight`, `bias`. */
type Tensors = Readonly<Record<string, ModuleTensor>>;

/** A tensor's layout in checkpoints and in the model. */
export interface ModuleTensor {
  /** The shape in checkpoints. */
  shape: readonly number[];
  /** The checkpoint's axes in the model's order, where the orders differ. */
  order?: readonly number[];
}

const vector = (size: number): ModuleTensor => ({ shape: [size] });
const matrix = (rows: number, columns: number): ModuleTensor => ({ shape: [rows, columns] });

/** A linear (fully connected) layer. */
export const linearModule = (
  name: string,
  outFeatures: number,
  inFeatures: number,
  { bias = true } = {},
): SlotModule => ({
  name,
  kind: 'linear',
  inFeatures,
  outFeatures,
  tensors: { weight: matrix(outFeatures, inFeatures), ...(bias && { bias: vector(outFeatures) }) },
});

/** GPT-2's transposed linear layer. */
export const conv1dModule = (
  name: string,
  inFeatures: number,
  outFeatures: number,
): SlotModule => ({
  name,
  kind: 'conv1d',
  inFeatures,
  outFeatures,
  tensors: { weight: matrix(inFeatures, outFeatures), bias: vector(outFeatures) },
});

/** A 1×1 convolution: a linear layer of each pixel. */
export const conv1x1Module = (
  name: string,
  outFeatures: number,
  inFeatures: number,
): SlotModule => ({
  name,
  kind: 'conv1x1',
  inFeatures,
  outFeatures,
  tensors: { weight: { shape: [outFeatures, inFeatures, 1, 1] }, bias: vector(outFeatures) },
});

/**
 * A convolution of pictures with a filter of 3 × 3, which keeps their size by default: `[out, in, 3, 3]` in checkpoints, `[3, 3,
 * in, out]` in the model.
 */
export const conv2dModule = (
  name: string,
  outChannels: number,
  inChannels: number,
  {
    stride = 1,
    padding = 1,
    bias = true,
  }: { stride?: number; padding?: Padding; bias?: boolean } = {},
): SlotModule => ({
  name,
  kind: 'convolution',
  inFeatures: inChannels * 9,
  outFeatures: outChannels,
  kernel: [3, 3],
  moves: { stride, padding },
  tensors: convolutionModule(name, outChannels, inChannels, 3, { bias }).tensors,
});

/** A convolution that adapters do not serve: `[out, in, size, size]` in checkpoints, `[size, size, in, out]` in the model. */
export const convolutionModule = (
  name: string,
  outChannels: number,
  inChannels: number,
  size: number,
  { bias = true } = {},
): Module => ({
  name,
  kind: 'convolution',
  tensors: {
    weight: { shape: [outChannels, inChannels, size, size], order: [2, 3, 1, 0] },
    ...(bias && { bias: vector(outChannels) }),
  },
});

/** A convolution of each channel by itself: `[channels, 1, size, size]`, in the model `[size, size, channels, 1]`. */
export const depthwiseModule = (name: string, channels: number, size: number): Module => ({
  name,
  kind: 'convolution',
  tensors: { weight: { shape: [channels, 1, size, size], order: [2, 3, 0, 1] } },
});

/** Batch normalisation, with its learned statistics. */
export const batchNormModule = (name: string, channels: number): Module => ({
  name,
  kind: 'norm',
  tensors: {
    weight: vector(channels),
    bias: vector(channels),
    running_mean: vector(channels),
    running_var: vector(channels),
  },
});

/** A normalisation's scale and shift, one of each per channel. */
export const normModule = (name: string, dim: number, { bias = true } = {}): Module => ({
  name,
  kind: 'norm',
  tensors: { weight: vector(dim), ...(bias && { bias: vector(dim) }) },
});

export const embeddingModule = (name: string, rows: number, dim: number): Module => ({
  name,
  kind: 'embedding',
  tensors: { weight: matrix(rows, dim) },
});

/** The embeddings of a vocabulary's tokens, which adapters can serve: the model looks them up through its pass. */
export const tokenEmbeddingModule = (name: string, rows: number, dim: number): SlotModule => ({
  name,
  kind: 'embedding',
  inFeatures: rows,
  outFeatures: dim,
  tensors: { weight: matrix(rows, dim) },
});

/** A tensor outside any layer, such as a class token, by its full name. */
export function parameterModule(tensor: string, shape: readonly number[]): Module {
  const dot = tensor.lastIndexOf('.');
  const name = tensor.slice(0, Math.max(dot, 0));
  return { name, kind: 'parameter', tensors: { [tensor.slice(dot + 1)]: { shape } } };
}

/** The modules of a part, such as of a model within another, under their names in the whole model. */
export const withinPart = (part: string, modules: readonly Module[]): Module[] =>
  modules.map((module) => ({ ...module, name: `${part}.${module.name}` }));

/** The tensors of some modules, by full name; a tensor of the model itself has no module prefix. */
export function moduleTensors(modules: readonly Module[]): Map<string, ModuleTensor> {
  return new Map(
    modules.flatMap(({ name, tensors }) =>
      Object.entries(tensors).map(
        ([tensor, layout]) => [name === '' ? tensor : `${name}.${tensor}`, layout] as const,
      ),
    ),
  );
}
