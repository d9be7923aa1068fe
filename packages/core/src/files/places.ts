import { isFloat, type StateDictFile } from '../formats/bytes.ts';
import {
  missingInBase,
  quantisedBase,
  sharedWeight,
  unknownOrientation,
  unwritableDtype,
  wrongBase,
} from '../errors.ts';
import { filterShape } from '../convolution.ts';
import type { Layer } from '../slot.ts';
import type { AdapterArchive, ArchivedLayer } from './archive.ts';
import { namesInBase } from './base-names.ts';
import { fluxLayer, rowsOfParts } from './dialects/flux-names.ts';
import { expertOf } from './experts.ts';
import { squareKinds } from './orientation.ts';

/** The place of an adapted layer's weight in a base. */
export interface WeightPlace {
  /** The layer, with the kind that it has in the base. */
  readonly layer: ArchivedLayer;
  /** The tensors that form its matrix, stacked by rows. */
  readonly pieces: readonly TensorPiece[];
  /** The index of the layer's matrix in a tensor that holds those of several experts. */
  readonly index?: number;
}

/** A tensor, or rows of it, as a part of a layer's matrix. */
export interface TensorPiece {
  readonly key: string;
  /** The first row in the tensor. */
  readonly start: number;
  readonly rows: number;
}

/**
 * The matrices of one expert in checkpoints that store experts separately, by the parameter in which transformers stacks them.
 * Source: its conversion_mapping.py.
 */
const apart: Readonly<Record<string, readonly (readonly string[])[]>> = {
  gate_up_proj: [
    ['gate_proj', 'up_proj'],
    ['w1', 'w3'],
  ],
  down_proj: [['down_proj'], ['w2']],
};

/**
 * The places of the adapted layers' weights in a base.
 * @throws {CoreError} naming the layer that the base lacks, has in another shape, or stores in a type that cannot
 * be written
 */
export function placesIn(base: StateDictFile, archive: AdapterArchive): WeightPlace[] {
  const keyOf = namesInBase(base);
  const found = archive.layers.map((layer) => ({ layer, ...piecesOf(base, layer, keyOf) }));
  const missing = found.filter(({ pieces }) => pieces.length === 0).map(({ layer }) => layer);
  if (missing.length > 0) throw lacking(base, missing, keyOf);
  const owners = new Map<string, (TensorPiece & { index: number | ''; name: string })[]>();
  for (const { layer, pieces, index = '' } of found) {
    for (const piece of pieces) {
      const { key, start, rows } = piece;
      const others = owners.get(key) ?? [];
      const other = others.find(
        (one) =>
          one.name !== layer.name &&
          (one.index === index || one.index === '') &&
          one.start < start + rows &&
          start < one.start + one.rows,
      );
      if (other !== undefined) throw sharedWeight(key, [other.name, layer.name]);
      owners.set(key, [...others, { ...piece, index, name: layer.name }]);
      const sign = besideQuantised.map((ending) => key + ending).find((name) => base.has(name));
      if (sign !== undefined) throw quantisedBase(layer.name, sign);
      const { dtype } = base.info(key);
      if (!isFloat(dtype)) throw unwritableDtype(layer.name, dtype);
    }
  }
  const kindOf = kindsIn(base, archive, found);
  return found.map((place) => {
    const { layer } = place;
    return { ...place, layer: { ...layer, layer: { ...layer.layer, kind: kindOf(place) } } };
  });
}

type KeyOf = ReturnType<typeof namesInBase>;

/** The names of the base's tensors that hold a layer's weight; none where the base lacks it. */
export const keysOf = (base: StateDictFile, layer: ArchivedLayer): string[] => [
  ...new Set(piecesOf(base, layer, namesInBase(base)).pieces.map(({ key }) => key)),
];

/** The tensors that form a layer's weight; none where the base lacks it. */
function piecesOf(
  base: StateDictFile,
  layer: ArchivedLayer,
  keyOf: KeyOf,
): { pieces: readonly TensorPiece[]; index?: number } {
  const wholes = (keys: readonly string[]) => wholesOf(base, keys);
  const expert = expertOf(layer);
  const key = keyOf(weightName(layer));
  if (!expert)
    return { pieces: key === undefined ? piecesOfFlux(base, layer.name, keyOf) : wholes([key]) };
  const { parameter, index } = expert;
  if (key !== undefined) return { pieces: wholes([key]), index };
  const dot = parameter.lastIndexOf('.');
  for (const names of apart[parameter.slice(dot + 1)] ?? []) {
    const keys = names.map((one) => keyOf(`${parameter.slice(0, dot)}.${index}.${one}.weight`));
    if (keys.every((one) => one !== undefined)) return { pieces: wholes(keys) };
  }
  return { pieces: [] };
}

const wholesOf = (base: StateDictFile, keys: readonly string[]): TensorPiece[] =>
  keys.map((key) => ({ key, start: 0, rows: base.info(key).shape[0] ?? 0 }));

/** The tensors of a layer of Flux in a base whose names are the original ones where the adapter's are diffusers', or the reverse. */
function piecesOfFlux(base: StateDictFile, name: string, keyOf: KeyOf): readonly TensorPiece[] {
  const flux = fluxLayer(name);
  if (!flux) return [];
  const { original, parts, isSwapped } = flux;
  const swap = (pieces: readonly TensorPiece[]) =>
    isSwapped
      ? pieces.flatMap(({ key, rows }) => {
          const half = rows / 2;
          return [half, 0].map((start) => ({ key, start, rows: half }));
        })
      : pieces;
  if (name === original) {
    const keys = parts.flatMap((part) => keyOf(`${part}.weight`) ?? []);
    return keys.length === parts.length ? swap(wholesOf(base, keys)) : [];
  }
  const key = keyOf(`${original}.weight`);
  if (key === undefined) return [];
  const [outFeatures = 0, inFeatures = 0] = base.info(key).shape;
  const own = rowsOfParts(flux, { outFeatures, inFeatures })[parts.indexOf(name)];
  return own ? swap([{ key, ...own }]) : [];
}

/** What bitsandbytes, and compressed-tensors or others for FP8, keep beside a quantised weight. */
const besideQuantised = ['_scale', '_scale_inv', '.absmax', '.SCB'];
/** What GPTQ, AWQ and compressed-tensors keep in place of a weight. */
const inPlace = ['qweight', 'weight_packed', 'weight_quantized'];

/** The name of the tensor that holds a layer's weight. */
export const weightName = (layer: ArchivedLayer): string =>
  expertOf(layer)?.parameter ?? `${layer.name}.weight`;

function lacking(base: StateDictFile, layers: readonly ArchivedLayer[], keyOf: KeyOf): Error {
  // GPT-OSS's own checkpoints.
  const packed = layers.find((layer) =>
    keyOf(`${expertOf(layer)?.parameter ?? layer.name}_blocks`),
  );
  if (packed) return unwritableDtype(packed.name, 'MXFP4');
  for (const { name } of layers)
    for (const ending of inPlace) {
      const sign = keyOf(`${name}.${ending}`);
      if (sign !== undefined) return quantisedBase(name, sign);
    }
  const wanted = layers.map(weightName);
  return missingInBase([...new Set(wanted)], base.names);
}

/** Finds the layout of each weight in the base. */
function kindsIn(
  base: StateDictFile,
  { whole }: AdapterArchive,
  places: readonly WeightPlace[],
): (place: WeightPlace) => Layer['kind'] {
  const plain = places.filter(
    ({ pieces, index }) => isOneTensor(base, pieces) && index === undefined,
  );
  const squareKind = squareKinds(
    base,
    new Map(plain.map(({ layer, pieces: [piece] }) => [piece?.key ?? '', layer.layer])),
  );
  /** The stacks' orientations by module, where their shapes decide. */
  const stacks = places
    .filter(({ index }) => index !== undefined)
    .map(({ layer, pieces: [piece] }) => {
      const key = piece?.key ?? '';
      return { key, kinds: matrixKindsOf(layer.layer, base.info(key).shape.slice(-2)) };
    });
  const stackKind = (key: string): Layer['kind'] => {
    const known = stacks.filter(({ kinds }) => kinds.length === 1);
    const near = known.filter((stack) => parentOf(stack.key) === parentOf(key));
    const [kind, other] = new Set((near.length > 0 ? near : known).map(({ kinds: [one] }) => one));
    if (kind === undefined || other !== undefined) throw unknownOrientation(key);
    return kind;
  };
  return ({ layer: { name, layer }, pieces, index }) => {
    const key = pieces[0]?.key ?? '';
    const shapes = pieces.map((piece) => base.info(piece.key).shape);
    const { shape } = whole[`${name}.weight`] ?? { shape: shapes[0] ?? [] };
    const refuse = () => wrongBase(name, shape, layer);
    if (index !== undefined) {
      const isOne = shape.length === 2 && index === 0;
      if (!isOne && !(shape.length === 3 && index < (shape[0] ?? 0))) throw refuse();
      const [kind, other] = matrixKindsOf(layer, shape.slice(-2));
      if (kind === undefined) throw refuse();
      return other === undefined || isOne ? kind : stackKind(key);
    }
    if (!isOneTensor(base, pieces)) {
      const rows = pieces.reduce((sum, piece) => sum + piece.rows, 0);
      const isStacked = pieces.every((piece, i) => {
        const [outputs = 0, ...own] = shapes[i] ?? [];
        return own.join() === String(layer.inFeatures) && piece.start + piece.rows <= outputs;
      });
      if (!isStacked || rows !== layer.outFeatures) throw refuse();
      return 'linear';
    }
    if (layer.kind === 'embedding') {
      if (shape.join() === [layer.inFeatures, layer.outFeatures].join()) return 'embedding';
      throw refuse();
    }
    // A checkpoint's filters are laid out like the rows of a matrix.
    if (shape.join() === filterShape({ ...layer, kind: 'convolution' }, layer.outFeatures)?.join())
      return 'linear';
    const [kind, other] = matrixKindsOf(layer, shape);
    if (kind === undefined) throw refuse();
    return other === undefined
      ? kind
      : squareKind(key, layer.kind === 'conv1d' ? 'conv1d' : 'linear');
  };
}

/** Whether a layer's matrix, or a stack of several layers', is a whole tensor of the base. */
export const isOneTensor = (
  base: StateDictFile,
  [piece, ...others]: readonly TensorPiece[],
): boolean => others.length === 0 && piece?.rows === (base.info(piece?.key ?? '').shape[0] ?? 0);

const parentOf = (key: string): string => key.slice(0, key.lastIndexOf('.'));

/** The kinds of layer that a matrix of this shape may belong to: both, where it is square. */
function matrixKindsOf(
  { outFeatures, inFeatures }: Layer,
  shape: readonly number[],
): ('linear' | 'conv1d')[] {
  const kinds: ('linear' | 'conv1d')[] = [];
  if (shape.join() === [outFeatures, inFeatures].join()) kinds.push('linear');
  if (shape.join() === [inFeatures, outFeatures].join()) kinds.push('conv1d');
  return kinds;
}
