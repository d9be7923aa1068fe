import type * as tf from '@tensorflow/tfjs-core';
import type { layers, LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import type { Slot } from '../slot.ts';

type Layer = layers.Layer;

/** The parts of a tfjs-layers layer that adapters need; most are protected in its types. */
export interface HostLayer {
  readonly name: string;
  kernel?: Pick<LayerVariable, 'read'>;
  bias?: Pick<LayerVariable, 'read'> | null;
  embeddings?: Pick<LayerVariable, 'read'>;
  readonly activation?: { apply(x: tf.Tensor): tf.Tensor } | null;
  /** The stride along each axis of a convolution, to which the next three settings belong too. */
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
 * A model's layers by their paths: those of models inside it, `outer.inner`, and those that a custom layer keeps in
 * its fields, such as the projections of an attention. A layer that is used twice is listed once.
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

/** Whether a convolution's input is `[batch, channels, ...sizes]`. */
export const takesChannelsFirst = ({ dataFormat }: HostLayer): boolean =>
  dataFormat === 'channelsFirst';

/**
 * Whether a convolution's output is `[batch, channels, ...sizes]`; tfjs-layers leaves that of a Conv1D channels last.
 */
export const givesChannelsFirst = (host: HostLayer): boolean =>
  takesChannelsFirst(host) && host.getClassName() !== 'Conv1D';

/** Whether a layer keeps running means of its inputs while training. */
export const isNormalisation = (host: HostLayer): boolean =>
  host.getClassName() === 'BatchNormalization';

type SlotOf = (name: string, host: HostLayer) => Slot | undefined;

const ofMatrix =
  (kind: 'conv1d' | 'embedding'): SlotOf =>
  (name, { kernel, embeddings, bias }) => {
    const weight = (kernel ?? embeddings)?.read();
    if (!weight) return undefined; // not built
    const [inFeatures, outFeatures] = weight.shape as [number, number];
    const sizes = { name, kind, inFeatures, outFeatures };
    return { ...sizes, weight, ...(bias && { bias: bias.read() as tf.Tensor1D }) };
  };

const ofFilter: SlotOf = (name, host) => {
  const { kernel, bias, strides, padding, dilationRate } = host;
  if (!kernel) return undefined;
  const weight = kernel.read();
  const outFeatures = weight.shape.at(-1) as number;
  return {
    name,
    kind: 'convolution',
    inFeatures: weight.size / outFeatures,
    outFeatures,
    kernel: weight.shape.slice(0, -2),
    moves: {
      ...(strides && { stride: strides }),
      padding: padding === 'same' ? 'same' : 0,
      ...(dilationRate && { dilation: dilationRate }),
    },
    weight,
    ...(bias && { bias: bias.read() as tf.Tensor1D }),
  };
};

/** The layers that adapters serve, by their class in Keras. */
const slotOf: Readonly<Record<string, SlotOf>> = {
  Dense: ofMatrix('conv1d'),
  Conv1D: ofFilter,
  Conv2D: ofFilter,
  Conv3D: ofFilter,
  Embedding: ofMatrix('embedding'),
};

/**
 * The layers of a tfjs-layers model that an adapter can serve: dense layers, embeddings and convolutions, by their paths; recurrent
 * layers and depthwise, separable and transposed convolutions are left alone. The model has to be built.
 */
export const layersModelSlots = (model: LayersModel): Slot[] =>
  [...layersOf(model)].flatMap(
    ([path, layer]) => slotOf[layer.getClassName()]?.(path, layer) ?? [],
  );
