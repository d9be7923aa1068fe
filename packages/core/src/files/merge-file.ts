import { toFloat32, type StateDictFile, type TensorData } from '@singlora/formats/bytes';
import * as tf from '@tensorflow/tfjs-core';
import { scaling } from '../config.ts';
import { mergeNotFinite, missingKeys } from '../errors.ts';
import { weightFromMatrix, weightMatrix } from '../layers.ts';
import { magnitudeGain } from '../magnitude.ts';
import { mergedMatrix } from '../merge.ts';
import { methodOf } from '../adapter-config.ts';
import type { Layer, Slot } from '../slot.ts';
import { configForLayer } from '../targets.ts';
import type { AdapterArchive, ArchivedLayer } from './archive.ts';
import type { ReadOptions } from './dialect.ts';
import { fromFloat32 } from './narrow.ts';
import { asF32 } from './encode.ts';

/**
 * Tells layers and their shapes from a checkpoint's `<layer>.weight` tensors: matrices `[out, in]` and 1×1 convolutions.
 */
export function checkpointLayers(
  file: StateDictFile,
): Required<Pick<ReadOptions, 'layerShape' | 'layerNames'>> {
  const shapes = new Map(file.names.map((name) => [name, file.info(name).shape]));
  const layerShape = (layer: string): Layer | undefined => {
    const name = namesOf(`${layer}.weight`).find((candidate) => shapes.has(candidate));
    const [outFeatures, inFeatures, ...kernel] = shapes.get(name ?? '') ?? [];
    if (!outFeatures || !inFeatures || kernel.some((size) => size !== 1)) return undefined;
    return { kind: kernel.length === 0 ? 'linear' : 'conv1x1', inFeatures, outFeatures };
  };
  const weights = [...shapes.keys()].filter((name) => name.endsWith('.weight'));
  return { layerShape, layerNames: weights.map((name) => name.slice(0, -'.weight'.length)) };
}

/**
 * The tensors of a base checkpoint with an adapter merged in, each weight in its own type. The base is only read; a
 * result that is not finite is refused.
 */
export async function mergedCheckpoint(
  archive: AdapterArchive,
  base: StateDictFile,
): Promise<Record<string, TensorData>> {
  const targets = new Map(
    archive.layers.map((layer) => [keyOf(base, `${layer.name}.weight`), layer] as const),
  );
  const whole = new Map(Object.entries(archive.whole));
  const tensors: Record<string, TensorData> = {};
  for (const name of base.names) {
    const view = await base.read(name);
    const layer = targets.get(name);
    const { dtype, shape } = view;
    if (!layer) {
      tensors[name] = { dtype, shape, data: view.bytes };
      continue;
    }
    const values = await mergedValues(archive, layer, toFloat32(view), shape);
    tensors[name] = { dtype, shape, data: fromFloat32(values, dtype) };
  }
  // A head trained whole takes the place of the base's, if the base has one.
  for (const [name, tensor] of whole) {
    const key = namesOf(name).find((candidate) => base.has(candidate)) ?? name;
    tensors[key] = await asF32(tensor);
  }
  return tensors;
}

/** A tensor's possible names: checkpoints may lack the task model's first part, such as `bert.`. */
const namesOf = (full: string): [string, string] => [full, full.slice(full.indexOf('.') + 1)];

function keyOf(base: StateDictFile, full: string): string {
  const found = namesOf(full).find((name) => base.has(name));
  if (found === undefined) throw missingKeys('The base model', [full]);
  return found;
}

async function mergedValues(
  archive: AdapterArchive,
  { name, layer, parameters }: ArchivedLayer,
  base: Float32Array,
  shape: readonly number[],
): Promise<Float32Array> {
  const config = configForLayer(archive.config, name);
  const merged = tf.tidy(() => {
    const slot: Slot = { ...layer, name, weight: tf.tensor(base, [...shape]) };
    const { p, q, magnitude } = methodOf(config).factors(parameters, { layer, config });
    const update = { p, q, scale: tf.scalar(archive.u * scaling(config)) };
    const matrix = weightMatrix(slot);
    const gain = magnitude && magnitudeGain(magnitude, update, matrix);
    return tf.clone(
      weightFromMatrix(slot, mergedMatrix(matrix, [{ ...update, ...(gain && { gain }) }])),
    );
  });
  try {
    const values = (await merged.data()) as Float32Array;
    if (!values.every(Number.isFinite)) throw mergeNotFinite(name, ['the adapter']);
    return values;
  } finally {
    merged.dispose();
  }
}
