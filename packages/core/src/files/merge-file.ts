import {
  toFloat32,
  type Dtype,
  type StateDictFile,
  type TensorData,
  type TensorSource,
} from '@singlora/formats/bytes';
import * as tf from '@tensorflow/tfjs-core';
import { mergeNotFinite, missingKeys, unexpectedKeys, unwritableDtype } from '../errors.ts';
import { layerOfShape } from '../convolution.ts';
import { layersOfWeights } from '../layers.ts';
import { mergedWeight } from '../merge.ts';
import type { Layer, Slot } from '../slot.ts';
import { configForLayer, isSaved } from '../targets.ts';
import { checkRows, type AdapterArchive, type ArchivedLayer } from './archive.ts';
import { namesInBase } from './base-names.ts';
import type { ReadOptions } from './dialect.ts';
import { fromFloat32, isFloat } from './narrow.ts';
import { placesIn, type Place } from './places.ts';
import { isTokenHead, withTiedHead } from './tied-head.ts';

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
  for (const [key, places] of byKey(placesIn(base, archive))) {
    const { dtype, shape } = tensors[key] as TensorSource;
    const read = async () => fromFloat32(await mergedValues(archive, base, key, places), dtype);
    tensors[key] = { dtype, shape, read };
  }
  for (const [layer, { indices, rows }] of Object.entries(archive.tokens ?? {})) {
    const key = keyOf(`${layer}.weight`);
    if (key === undefined) throw missingKeys('The base model', [`${layer}.weight`]);
    const { dtype, shape } = tensors[key] as TensorSource;
    checkRows(`${layer}.weight`, shape, { indices, rows });
    const [, dim = 0] = shape;
    if (!isFloat(dtype)) throw unwritableDtype(layer, dtype);
    const before = (tensors[key] as TensorSource).read;
    const read = async () => {
      const { buffer, byteOffset, byteLength } = await before();
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      const table = toFloat32({ dtype, shape, bytes }).slice();
      const values = await rows.data<'float32'>();
      indices.forEach((row, i) => table.set(values.subarray(i * dim, (i + 1) * dim), row * dim));
      return fromFloat32(table, dtype);
    };
    tensors[key] = { dtype, shape, read };
  }
  return tensors;
}

const isHead = ({ config }: AdapterArchive, name: string): boolean =>
  isTokenHead(name.replace(/\.weight$/, '')) ||
  (config.modules_to_save ?? []).some((module) => isSaved(name, module));

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

function byKey(places: readonly Place[]): Map<string, Place[]> {
  const found = new Map<string, Place[]>();
  for (const place of places) {
    for (const key of place.keys) {
      const others = found.get(key);
      if (others) others.push(place);
      else found.set(key, [place]);
    }
  }
  return found;
}

/** A tensor of the base with the updates of all layers that it is a part of, or that are in it. */
async function mergedValues(
  archive: AdapterArchive,
  base: StateDictFile,
  key: string,
  places: readonly Place[],
): Promise<Float32Array> {
  const numbersOf = async (one: string) => toFloat32(await base.read(one));
  const [{ keys, layer, index }] = places as [Place];
  const own = archive.whole[`${layer.name}.weight`];
  if (index === undefined) {
    const parts = own ? [await own.data<'float32'>()] : await Promise.all(keys.map(numbersOf));
    const merged = await mergedMatrix(archive, layer, joined(parts));
    const at = keys.indexOf(key);
    const start = joinedLength(parts.slice(0, at));
    return merged.subarray(start, start + (parts[at] as Float32Array).length);
  }
  // What is read of a file in memory is a part of it.
  const values = (await numbersOf(key)).slice();
  for (const { layer, index = 0 } of places) {
    const size = layer.layer.inFeatures * layer.layer.outFeatures;
    const expert = values.subarray(index * size, (index + 1) * size);
    expert.set(await mergedMatrix(archive, layer, expert));
  }
  return values;
}

const joinedLength = (parts: readonly Float32Array[]): number =>
  parts.reduce((sum, { length }) => sum + length, 0);

function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0] as Float32Array;
  const whole = new Float32Array(joinedLength(parts));
  parts.forEach((part, i) => whole.set(part, joinedLength(parts.slice(0, i))));
  return whole;
}

async function mergedMatrix(
  archive: AdapterArchive,
  { name, layer, ...values }: ArchivedLayer,
  base: Float32Array,
): Promise<Float32Array> {
  const config = configForLayer(archive.config, name);
  const merged = tf.tidy(() => {
    const { kind, inFeatures, outFeatures } = layer;
    const matrix = kind === 'linear' ? [outFeatures, inFeatures] : [inFeatures, outFeatures];
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
