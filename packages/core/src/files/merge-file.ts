import {
  toFloat32,
  type Dtype,
  type StateDictFile,
  type TensorData,
  type TensorSource,
} from '@singlora/formats/bytes';
import * as tf from '@tensorflow/tfjs-core';
import {
  mergeNotFinite,
  missingKeys,
  sharedWeight,
  unexpectedKeys,
  unwritableDtype,
  wrongBase,
} from '../errors.ts';
import { filterShape, layerOfShape } from '../convolution.ts';
import { layersOfWeights } from '../layers.ts';
import { mergedWeight } from '../merge.ts';
import type { Layer, Slot } from '../slot.ts';
import { configForLayer, isSaved } from '../targets.ts';
import type { AdapterArchive, ArchivedLayer } from './archive.ts';
import { namesInBase } from './base-names.ts';
import type { ReadOptions } from './dialect.ts';
import { fromFloat32 } from './narrow.ts';
import { squareKinds } from './orientation.ts';
import { withTiedHead } from './tied-head.ts';

/**
 * Tells layers and their shapes from a checkpoint's `<layer>.weight` tensors: matrices `[out, in]` and convolutions.
 */
export function checkpointLayers(
  file: StateDictFile,
): Required<Pick<ReadOptions, 'layerShape' | 'layerNames'>> {
  const shapes = new Map(file.names.map((name) => [name, file.info(name).shape]));
  const keyOf = namesInBase(file);
  const layerShape = (layer: string): Layer | undefined => {
    const name = keyOf(`${layer}.weight`);
    const [outFeatures, ...rest] = shapes.get(name ?? '') ?? [];
    return outFeatures && rest[0] ? layerOfShape(outFeatures, rest) : undefined;
  };
  return { layerShape, layerNames: layersOfWeights(file.names) };
}

/** The tensors of a checkpoint with an adapter merged into them, read into memory. @throws {CoreError} where the adapter does not fit the checkpoint */
export async function mergedCheckpoint(
  archive: AdapterArchive,
  base: StateDictFile,
): Promise<Record<string, TensorData>> {
  const entries = Object.entries(mergedTensors(archive, base)).map(
    async ([name, { dtype, shape, read }]): Promise<[string, TensorData]> => [
      name,
      { dtype, shape, data: await read() },
    ],
  );
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * The tensors of a base checkpoint with an adapter merged in, each weight in its own type, made as they are read. The base
 * is only read, and must be open until then; reading a result that is not finite fails.
 * @throws {CoreError} naming the layer that the base lacks, or has in another shape; for a tied head, see {@link withTiedHead}
 */
export function mergedTensors(
  given: AdapterArchive,
  base: StateDictFile,
): Record<string, TensorSource> {
  const archive = withTiedHead(given, base);
  const keyOf = namesInBase(base);
  const sources = base.names.map((name): [string, TensorSource] => {
    const { dtype, shape } = base.info(name);
    return [name, { dtype, shape, read: async () => (await base.read(name)).bytes }];
  });
  const tensors = Object.fromEntries(sources);
  // A head trained whole takes the place of the base's, if the base has one.
  for (const [name, tensor] of Object.entries(archive.whole)) {
    const key = keyOf(name);
    if (key === undefined && !isHead(archive, name))
      throw unexpectedKeys('The adapter', [name], base.names);
    const dtype = key === undefined ? commonDtype(base) : base.info(key).dtype;
    const read = async () => fromFloat32((await tensor.data()) as Float32Array, dtype);
    tensors[key ?? name] = { dtype, shape: tensor.shape, read };
  }
  for (const [key, slot] of slotsIn(base, archive)) {
    const { dtype, shape } = tensors[key] as TensorSource;
    const own = archive.whole[`${slot.name}.weight`];
    const read = async () => {
      const before = own ? await own.data<'float32'>() : toFloat32(await base.read(key));
      return fromFloat32(await mergedValues(archive, slot, before, shape), dtype);
    };
    tensors[key] = { dtype, shape, read };
  }
  return tensors;
}

const isHead = ({ config }: AdapterArchive, name: string): boolean =>
  (config.modules_to_save ?? []).some((module) => isSaved(name, module));

/** Whether numbers can be written so, by {@link fromFloat32}. */
const isFloat = (dtype: Dtype): boolean => ['F32', 'F16', 'BF16', 'F64'].includes(dtype);

/** The type of most of a base's numbers. */
function commonDtype(file: StateDictFile): Dtype {
  const sizes = new Map<Dtype, number>();
  for (const name of file.names) {
    const { dtype, shape } = file.info(name);
    const size = shape.reduce((product, n) => product * n, 1);
    if (isFloat(dtype)) sizes.set(dtype, (sizes.get(dtype) ?? 0) + size);
  }
  return [...sizes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'F32';
}

/** The adapted layers by their weight's key in the base, each of the kind that it is there. */
function slotsIn(
  base: StateDictFile,
  { layers, whole }: AdapterArchive,
): ReadonlyMap<string, ArchivedLayer> {
  const keyOf = namesInBase(base);
  const keyed = layers.map((layer) => [keyOf(`${layer.name}.weight`), layer] as const);
  const missing = keyed.filter(([key]) => key === undefined).map(([, { name }]) => name);
  if (missing.length > 0)
    throw missingKeys(
      'The base model',
      missing.map((name) => `${name}.weight`),
    );
  const found = new Map<string, ArchivedLayer>();
  for (const [key, layer] of keyed as [string, ArchivedLayer][]) {
    const other = found.get(key);
    if (other) throw sharedWeight(key, [other.name, layer.name]);
    found.set(key, layer);
  }
  const kindOf = squareKinds(base, new Map([...found].map(([key, { layer }]) => [key, layer])));
  const kindIn = (key: string, { name, layer }: ArchivedLayer): Layer['kind'] => {
    const { kind, outFeatures, inFeatures } = layer;
    const { dtype } = base.info(key);
    if (!isFloat(dtype)) throw unwritableDtype(name, dtype);
    const { shape } = whole[`${name}.weight`] ?? base.info(key);
    const outIn = [outFeatures, inFeatures].join();
    const inOut = [inFeatures, outFeatures].join();
    if (kind === 'embedding' && shape.join() === inOut) return kind;
    if (kind !== 'embedding') {
      // The filters of a checkpoint lie as the rows of a matrix do.
      if (shape.join() === filterShape({ ...layer, kind: 'convolution' }, outFeatures)?.join())
        return 'linear';
      if (shape.join() === outIn)
        return outIn === inOut ? kindOf(key, kind === 'conv1d' ? kind : 'linear') : 'linear';
      if (shape.join() === inOut) return 'conv1d';
    }
    throw wrongBase(name, shape, layer);
  };
  return new Map(
    [...found].map(([key, one]) => [
      key,
      { ...one, layer: { ...one.layer, kind: kindIn(key, one) } },
    ]),
  );
}

async function mergedValues(
  archive: AdapterArchive,
  { name, layer, ...values }: ArchivedLayer,
  base: Float32Array,
  shape: readonly number[],
): Promise<Float32Array> {
  const config = configForLayer(archive.config, name);
  const merged = tf.tidy(() => {
    const matrix = shape.length > 2 ? [layer.outFeatures, layer.inFeatures] : [...shape];
    const slot: Slot = { ...layer, name, weight: tf.tensor(base, matrix) };
    return mergedWeight(slot, values, config, archive.u);
  });
  try {
    const values = (await merged.data()) as Float32Array;
    if (!values.every(Number.isFinite)) throw mergeNotFinite(name, ['the adapter']);
    return values;
  } finally {
    merged.dispose();
  }
}
