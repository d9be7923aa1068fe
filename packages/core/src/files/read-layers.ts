import * as tf from '@tensorflow/tfjs-core';
import { methodOf } from '../adapter-config.ts';
import { badFile, badShape, missingKeys, unexpectedKeys, unknownShape } from '../errors.ts';
import type { ParameterSpec } from '../method.ts';
import type { Layer } from '../slot.ts';
import { configForLayer } from '../targets.ts';
import type { ArchivedLayer } from './archive.ts';
import type { ReadOptions, Reading, TensorPlace } from './dialect.ts';
import { readFinite, type Source } from './source.ts';

/**
 * Reads the tensors of a file. Every shape is checked against the configuration before a tensor is read, and every number
 * before the first tensor is made, so that an error leaves none behind.
 */
export async function readLayers(given: Source, reading: Reading, options: ReadOptions = {}) {
  const source = { ...given, file: reading.file ?? given.file };
  const plan = planLayers(source, reading, options);
  const values = new Map<string, Float32Array>();
  for (const { parts } of plan) {
    for (const part of parts) values.set(part.file, await readFinite(source, part.file));
  }
  const others = [reading.whole, reading.tokens, reading.added].flatMap((places) => [
    ...(places?.keys() ?? []),
  ]);
  for (const file of others) values.set(file, await readFinite(source, file));
  const tensor = (file: string, shape = source.file.info(file).shape) =>
    tf.tensor(values.get(file) as Float32Array, [...shape]);
  const layers = plan.map(({ name, layer, parts }): ArchivedLayer => {
    const named = parts.map((part) => [part.parameter, tensor(part.file, part.shape)] as const);
    return { name, layer, parameters: Object.fromEntries(named) };
  });
  const whole = [...(reading.whole ?? [])].map(([file, name]) => [name, tensor(file)] as const);
  const tokens = [...(reading.tokens ?? [])].map(
    ([file, { layer, indices }]) =>
      [layer, { indices, rows: tensor(file) as tf.Tensor2D }] as const,
  );
  const added = [...(reading.added ?? [])].map(
    ([file, { layer, part, scale }]) =>
      [`${layer}.${part}`, tf.tidy(() => tf.mul(tensor(file), scale))] as const,
  );
  return {
    layers,
    ...(added.length > 0 && { added: Object.fromEntries(added) }),
    whole: Object.fromEntries(whole),
    ...(tokens.length > 0 && { tokens: Object.fromEntries(tokens) }),
  };
}

/** Matches a file's tensors one to one with the parameters that the method declares for each layer. */
function planLayers(
  { where, file }: Source,
  { config, entries, layers: told, added }: Reading,
  { layerShape }: ReadOptions,
) {
  const method = methodOf(config);
  const byLayer = new Map<string, Map<string, TensorPlace>>();
  for (const place of entries) {
    const { file: name, layer, key } = place;
    const keys = byLayer.get(layer) ?? new Map<string, TensorPlace>();
    const other = keys.get(key);
    if (other) throw badFile(where, `${name} and ${other.file} are the same tensor`);
    byLayer.set(layer, keys.set(key, place));
  }
  const shapeOf = (name: string) => told.get(name) ?? layerShape?.(name);
  const unknown = [...byLayer.keys()].filter((name) => !shapeOf(name));
  if (unknown.length > 0) throw unknownShape(where, unknown, layerShape !== undefined);
  const missing: string[] = [];
  const unexpected: string[] = [];
  const plan = [...byLayer].map(([name, keys]) => {
    const layer = shapeOf(name) as Layer;
    const specs = Object.entries(method.parameters(layer, configForLayer(config, name)));
    const declared = new Set(specs.map(([, { key }]) => key));
    unexpected.push(...[...keys].filter(([key]) => !declared.has(key)).map(([, { file }]) => file));
    const parts = specs.flatMap(([parameter, spec]) => {
      const place = keys.get(spec.key);
      if (!place) {
        missing.push(`${name}.${spec.key}`);
        return [];
      }
      checkShape(place.file, place.shape ?? file.info(place.file).shape, spec);
      return [{ parameter, file: place.file, shape: spec.shape }];
    });
    return { name, layer, parts };
  });
  if (unexpected.length > 0) throw unexpectedKeys(where, unexpected, []);
  if (missing.length > 0) throw missingKeys(where, missing);
  if (plan.length === 0 && !added?.size) throw badFile(where, 'it holds no adapted layer');
  return plan;
}

function checkShape(name: string, found: readonly number[], spec: ParameterSpec): void {
  if (found.includes(0))
    throw badFile(
      name,
      'it is empty, like weights that DeepSpeed (ZeRO-3) partitions among processes: gather them before saving, with stage3_gather_16bit_weights_on_model_save',
    );
  const fits = [spec.shape, spec.fileShape].some((shape) => shape?.join() === found.join());
  if (!fits) throw badShape(name, 'tensor', found, [spec.fileShape ?? spec.shape]);
}
