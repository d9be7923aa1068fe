import * as tf from '@tensorflow/tfjs-core';
import type { layers, LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import type { Slot } from '../slot.ts';

type Layer = layers.Layer;

/** What adapters need of a layer of tfjs-layers; most of it is protected in its types. */
export interface HostLayer {
  readonly name: string;
  kernel?: Pick<LayerVariable, 'read'>;
  bias?: Pick<LayerVariable, 'read'> | null;
  embeddings?: Pick<LayerVariable, 'read'>;
  readonly activation?: { apply(x: tf.Tensor): tf.Tensor } | null;
  /** Of a convolution. */
  readonly strides?: number[];
  readonly padding?: 'same' | 'valid' | 'causal';
  readonly dilationRate?: number | number[];
  readonly dataFormat?: 'channelsFirst' | 'channelsLast';
  call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor | tf.Tensor[];
  invokeCallHook(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): void;
  getClassName(): string;
}

const isLayer = (value: unknown): value is Layer =>
  typeof value === 'object' &&
  value !== null &&
  'getClassName' in value &&
  'addWeight' in value &&
  'inboundNodes' in value;

/**
 * A model's layers by their paths: those of models inside it, `outer.inner`, and those that a layer of one's own keeps
 * in its fields, such as the projections of an attention. A layer that is used twice is listed once.
 */
export function layersOf(model: LayersModel): ReadonlyMap<string, HostLayer> {
  const found = new Map<string, HostLayer>();
  const seen = new Set<Layer>();
  const visit = (layer: Layer, path: string): void => {
    if (seen.has(layer)) return;
    seen.add(layer);
    const inner = (layer as Partial<LayersModel>).layers;
    if (!inner) found.set(path, layer as unknown as HostLayer);
    const held: unknown[] = inner ?? Object.values(layer).flat();
    for (const one of held) if (isLayer(one)) visit(one, `${path}.${one.name}`);
  };
  for (const layer of model.layers) visit(layer, layer.name);
  return found;
}

/** Whether a layer's pictures are `[batch, channels, height, width]`. */
export const isChannelsFirst = ({ dataFormat }: HostLayer): boolean =>
  dataFormat === 'channelsFirst';

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** Of layers of `[in, out]`; the filter `[…, in, out]` of a convolution along one or three axes is the matrix of all that it looks at at once. */
const ofKernel = (name: string, { kernel, bias }: HostLayer): Slot | undefined => {
  if (!kernel) return undefined; // not built
  const weight = kernel.read();
  const outFeatures = weight.shape.at(-1) as number;
  const inFeatures = product(weight.shape.slice(0, -1));
  const matrix = weight.rank === 2 ? weight : tf.reshape(weight, [inFeatures, outFeatures]);
  const sizes = { name, kind: 'conv1d', inFeatures, outFeatures } as const;
  return { ...sizes, weight: matrix, ...(bias && { bias: bias.read() as tf.Tensor1D }) };
};

const ofFilter = (name: string, host: HostLayer): Slot | undefined => {
  const { kernel, bias, strides, padding, dilationRate } = host;
  if (!kernel) return undefined;
  const weight = kernel.read() as tf.Tensor4D;
  const [height, width, channels, outFeatures] = weight.shape;
  return {
    name,
    kind: 'conv2d',
    inFeatures: height * width * channels,
    outFeatures,
    kernel: [height, width],
    moves: {
      stride: strides as [number, number],
      padding: padding === 'same' ? 'same' : 0,
      dilation: dilationRate as number | [number, number],
    },
    weight,
    ...(bias && { bias: bias.read() as tf.Tensor1D }),
  };
};

const ofTable = (name: string, { embeddings }: HostLayer): Slot | undefined => {
  if (!embeddings) return undefined;
  const weight = embeddings.read();
  const [inFeatures, outFeatures] = weight.shape as [number, number];
  return { name, kind: 'embedding', inFeatures, outFeatures, weight };
};

/** The layers that adapters serve, by their class in Keras. */
const slotOf: Readonly<Record<string, typeof ofKernel>> = {
  Dense: ofKernel,
  Conv1D: ofKernel,
  Conv2D: ofFilter,
  Conv3D: ofKernel,
  Embedding: ofTable,
};

/** Whether a layer is a convolution along other than two axes, whose adapter is of the filter as one matrix. */
export const runsWithFilter = (host: HostLayer): boolean =>
  host.getClassName().startsWith('Conv') && slotOf[host.getClassName()] === ofKernel;

/**
 * The layers of a tfjs-layers model that an adapter can serve: dense layers, embeddings and convolutions, by their paths; depthwise,
 * separable and transposed convolutions are left alone. The model has to be built.
 */
export const layersModelSlots = (model: LayersModel): Slot[] =>
  [...layersOf(model)].flatMap(
    ([path, layer]) => slotOf[layer.getClassName()]?.(path, layer) ?? [],
  );
