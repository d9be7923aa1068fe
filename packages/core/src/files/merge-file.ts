import {
  areFinite,
  elementBytes,
  fromFloat32,
  isFloat,
  toFloat32,
  type Dtype,
  type StateDictFile,
  type TensorData,
  type TensorSource,
  type TensorView,
} from '../formats/bytes.ts';
import type * as tf from '@tensorflow/tfjs-core';
import {
  badShape,
  mergeNotFinite,
  missingInBase,
  unexpectedKeys,
  unwritableDtype,
} from '../errors.ts';
import { layerOfShape } from '../convolution.ts';
import { layersOfWeights } from '../layers.ts';
import type { Layer } from '../slot.ts';
import { isSaved } from '../targets.ts';
import { checkRows, type AdapterArchive } from './archive.ts';
import { updateRows, updateOf, type ArchivedUpdate } from './archived-update.ts';
import { namesInBase, translated } from './base-names.ts';
import type { ReadOptions } from './dialect.ts';
import { mergeMatrix, partOf, type AddLowRank } from './merge-matrix.ts';
import { isOneTensor, keysOf, placesIn, weightName, type WeightPlace } from './places.ts';
import { isTied, isTokenHead, withTiedHead } from './tied-head.ts';

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

/** Tells of an adapter's tensors that a base has under other names, if there are any. */
export const renamedInBase = (
  { layers, whole, added = {}, tokens = {} }: AdapterArchive,
  base: StateDictFile,
): string | undefined => {
  const tables = Object.keys(tokens).map((name) => `${name}.weight`);
  const others = [...tables, ...Object.keys(whole), ...Object.keys(added)];
  const keyOf = namesInBase(base);
  return translated(
    new Map([
      ...layers.map((layer) => [weightName(layer), keysOf(base, layer)] as const),
      ...others.map((name) => [name, [keyOf(name) ?? []].flat()] as const),
    ]),
  );
};

/**
 * The tensors of a checkpoint with an adapter merged into them, read into memory.
 * @param onNotice receives a notice where the base has tensors under other names than the adapter
 * @throws {CoreError} where the adapter does not fit the checkpoint
 */
export async function mergedCheckpoint(
  archive: AdapterArchive,
  base: StateDictFile,
  onNotice?: (line: string) => void,
): Promise<Record<string, TensorData>> {
  const merged: Record<string, TensorData> = {};
  for (const [name, { dtype, shape, read }] of Object.entries(mergedTensors(archive, base)))
    merged[name] = { dtype, shape, data: await read() };
  const renamed = renamedInBase(archive, base);
  if (renamed !== undefined) onNotice?.(renamed);
  return merged;
}

/**
 * The tensors of a base checkpoint with an adapter merged in, each weight in its own type and computed when it is read.
 * The base is only read, and must stay open until then; reading a result that is not finite fails.
 * @param add for {@link mergeMatrix}
 * @throws {CoreError} naming the layer that the base lacks, or has in another shape; for a tied head, see {@link withTiedHead}
 */
export function mergedTensors(
  given: AdapterArchive,
  base: StateDictFile,
  add?: AddLowRank,
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
    if (key !== undefined) checkWhole(archive, name, tensor.shape, base.info(key).shape);
    const dtype = key === undefined ? commonDtype(base) : base.info(key).dtype;
    const read = async () => {
      const values = await finiteAs(dtype, name, tensor);
      return fromFloat32(values, dtype);
    };
    tensors[key ?? name] = { dtype, shape: tensor.shape, read };
  }
  for (const [key, places] of byKey(placesIn(base, archive))) {
    const { dtype, shape } = tensors[key] as TensorSource;
    const read = () => mergedTensor(archive, base, key, places, add);
    tensors[key] = { dtype, shape, read };
  }
  for (const [layer, { indices, rows }] of Object.entries(archive.tokens ?? {})) {
    const key = keyOf(`${layer}.weight`);
    if (key === undefined) throw missingInBase([`${layer}.weight`], base.names);
    const { dtype, shape } = tensors[key] as TensorSource;
    checkRows(`${layer}.weight`, shape, { indices, rows });
    const [, dim = 0] = shape;
    if (!isFloat(dtype)) throw unwritableDtype(layer, dtype);
    tensors[key] = changed(tensors[key] as TensorSource, async (values) => {
      const table = values.slice();
      const own = await finiteAs(dtype, layer, rows);
      indices.forEach((row, i) => table.set(own.subarray(i * dim, (i + 1) * dim), row * dim));
      return table;
    });
  }
  for (const [name, tensor] of Object.entries(archive.added ?? {})) {
    const key = keyOf(name);
    if (key === undefined) throw missingInBase([name], base.names);
    const { dtype, shape } = tensors[key] as TensorSource;
    if (shape.join() !== tensor.shape.join()) throw badShape(name, 'tensor', tensor.shape, [shape]);
    if (!isFloat(dtype)) throw unwritableDtype(name, dtype);
    tensors[key] = changed(tensors[key] as TensorSource, async (values) => {
      const terms = await tensor.data<'float32'>();
      const sum = values.map((value, i) => value + (terms[i] as number));
      if (!areFinite(sum, dtype)) throw mergeNotFinite(name, ['the adapter']);
      return sum;
    });
  }
  return withHeads(archive, base, keyOf, tensors);
}

/** A tensor of floats whose values are changed when it is read. */
const changed = (
  { dtype, shape, read }: TensorSource,
  change: (values: Float32Array) => Promise<Float32Array>,
): TensorSource => ({
  dtype,
  shape,
  read: async () => {
    const { buffer, byteOffset, byteLength } = await read();
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    return fromFloat32(await change(toFloat32({ dtype, shape, bytes })), dtype);
  },
});

/**
 * Renames the tensors of a bare model, such as GPT-2's `h.0…`, to those of the model with a head, `transformer.h.0…`, if the
 * adapter brings that head. Older versions of transformers load no mixture of the two.
 */
function withHeads(
  { layers }: AdapterArchive,
  base: StateDictFile,
  keyOf: (name: string) => string | undefined,
  tensors: Record<string, TensorSource>,
): Record<string, TensorSource> {
  if (Object.keys(tensors).every((name) => base.has(name))) return tensors;
  const prefixes = layers.map(({ name }) => {
    const [own, key = ''] = [`${name}.weight`, keyOf(`${name}.weight`)];
    return own.endsWith(`.${key}`) ? own.slice(0, -key.length) : '';
  });
  const [prefix = '', ...others] = new Set(prefixes);
  if (others.length > 0 || base.names.some((name) => name.startsWith(prefix))) return tensors;
  const named = ([name, tensor]: [string, TensorSource]) =>
    [base.has(name) ? `${prefix}${name}` : name, tensor] as const;
  return Object.fromEntries(Object.entries(tensors).map(named));
}

const isHead = ({ config }: AdapterArchive, name: string): boolean =>
  isTokenHead(name.replace(/\.weight$/, '')) ||
  (config.modules_to_save ?? []).some((module) => isSaved(name, module));

/** Refuses to replace a tensor by one of another shape, except a head or an embedding with another number of rows. */
function checkWhole(
  archive: AdapterArchive,
  name: string,
  found: readonly number[],
  before: readonly number[],
): void {
  const ofRows = name.endsWith('.bias') ? 1 : 2;
  const layer = name.replace(/\.(weight|bias)$/, '');
  const mayGrow = before.length >= ofRows && (isTied(layer) || isHead(archive, name));
  const rows = mayGrow ? found[0] : before[0];
  const expected = [rows, ...before.slice(1)].filter((size) => size !== undefined);
  if (found.join() !== expected.join()) throw badShape(name, 'tensor', found, [before]);
}

/** The type of most of a base's values. */
function commonDtype(file: StateDictFile): Dtype {
  const sizes = new Map<Dtype, number>();
  for (const name of file.names) {
    const { dtype, shape } = file.info(name);
    if (isFloat(dtype)) sizes.set(dtype, (sizes.get(dtype) ?? 0) + sizeOf(shape));
  }
  return [...sizes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'F32';
}

function byKey(places: readonly WeightPlace[]): Map<string, WeightPlace[]> {
  const found = new Map<string, WeightPlace[]>();
  for (const place of places)
    for (const key of new Set(place.pieces.map((piece) => piece.key)))
      found.set(key, [...(found.get(key) ?? []), place]);
  return found;
}

/** A tensor of the base, in its own type, with the updates of all layers that contain it or that it contains. */
async function mergedTensor(
  archive: AdapterArchive,
  base: StateDictFile,
  key: string,
  places: readonly WeightPlace[],
  add?: AddLowRank,
): Promise<Uint8Array> {
  const [{ layer }] = places as [WeightPlace];
  const own = archive.whole[`${layer.name}.weight`];
  const from = await (own ? viewOf(own) : base.read(key));
  const { dtype, shape } = base.info(key);
  const bytes = own ? new Uint8Array(sizeOf(own.shape) * elementBytes[dtype]) : from.bytes.slice();
  const into = { dtype, shape, bytes };
  for (const { layer, index = 0, pieces } of places) {
    const update = await updateOf(archive, layer);
    const { inFeatures, outFeatures } = layer.layer;
    const merge = (part: ArchivedUpdate, start: number, end: number) =>
      mergeMatrix(part, partOf(from, start, end), partOf(into, start, end), add);
    if (isOneTensor(base, pieces)) {
      const size = inFeatures * outFeatures;
      await merge(update, index * size, (index + 1) * size);
      continue;
    }
    let above = 0;
    for (const piece of pieces) {
      const [start, below] = [piece.start, above + piece.rows];
      if (piece.key === key)
        await merge(
          updateRows(update, above, below),
          start * inFeatures,
          (start + piece.rows) * inFeatures,
        );
      above = below;
    }
  }
  return bytes;
}

/** A tensor's values, which a base's type must be able to hold. @throws {CoreError} `ADAPTER_NOT_FINITE` */
async function finiteAs(dtype: Dtype, name: string, tensor: tf.Tensor): Promise<Float32Array> {
  const values = await tensor.data<'float32'>();
  if (!areFinite(values, dtype)) throw mergeNotFinite(name, ['the adapter']);
  return values;
}

async function viewOf(tensor: tf.Tensor): Promise<TensorView> {
  const { buffer, byteOffset, byteLength } = await tensor.data<'float32'>();
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return { dtype: 'F32', shape: tensor.shape, bytes };
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
