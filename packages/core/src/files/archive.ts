import * as tf from '@tensorflow/tfjs-core';
import { widened, type NamedTensors } from '../kernels/index.ts';
import { assembleAdapter, checkParameters, layerValues, type Adapter } from '../adapter.ts';
import {
  addsToModel,
  badShape,
  changedBase,
  missingKeys,
  noRows,
  noSlots,
  unexpectedKeys,
} from '../errors.ts';
import type { LayerValues } from '../factors.ts';
import { layersOfWeights } from '../layers.ts';
import type { AdapterConfig } from '../registry.ts';
import type { Layer, Slot } from '../slot.ts';
import { chooseTargets, isSaved } from '../targets.ts';
import { areEqual } from './equal-tensors.ts';

/** An adapter without its model, as a file holds it. */
export interface AdapterArchive {
  readonly config: AdapterConfig;
  /** The ramp's value when it was saved. Each adapter has its own. */
  readonly u: number;
  readonly layers: readonly ArchivedLayer[];
  /** Tensors that replace the model's, such as those of a head: `<layer>.weight` and `<layer>.bias`. */
  readonly whole: NamedTensors;
  /** Differences, at their full scale, that are added to the model's: `<layer>.weight` and `<layer>.bias`. */
  readonly added?: NamedTensors;
  /** Embedding rows that replace the model's, by layer: PEFT's trainable tokens. */
  readonly tokens?: Readonly<Record<string, TokenRows>>;
  /** PEFT's name for the model's task, such as `SEQ_CLS`. */
  readonly taskType?: string;
  readonly baseModel?: string;
  /** The part of a diffusers pipeline that it is for, such as `unet`, where that is known. */
  readonly component?: string;
}

/** Some rows of an embedding. */
export interface TokenRows {
  readonly indices: readonly number[];
  /** `[indices, dim]` */
  readonly rows: tf.Tensor2D;
}

/** One adapted layer of an {@link AdapterArchive}: its name, sizes and tensors. */
export interface ArchivedLayer extends LayerValues {
  readonly name: string;
  readonly layer: Layer;
}

/**
 * Takes an adapter off its model. The tensors are shared, not copied.
 * @throws {CoreError} for parameters that are missing or of another shape
 */
export function archiveAdapter(
  adapter: Adapter,
  parameters: NamedTensors,
  u: number,
  baseModel?: string,
): AdapterArchive {
  checkParameters(adapter.parameters, parameters);
  const whole = Object.entries(parameters).filter(([name]) =>
    [...adapter.saved, ...adapter.biases].some(
      (layer) => name === `${layer}.weight` || name === `${layer}.bias`,
    ),
  );
  const untrained = Object.entries(adapter.untrained).filter(
    ([name]) => !adapter.layers.has(name.slice(0, name.lastIndexOf('.'))),
  );
  return {
    config: adapter.config,
    u,
    layers: [...adapter.layers].map(([name, layer]) => ({
      name,
      layer: layer.layer,
      ...layerValues(name, layer, { ...adapter.untrained, ...parameters }, adapter.start),
    })),
    whole: Object.fromEntries([...whole, ...untrained]),
    ...(baseModel !== undefined && { baseModel }),
  };
}

/**
 * Puts an archived adapter on a model, with its tensors as initial values (shared, not copied). The layers in the
 * file must be exactly those that its configuration chooses on this model. A layer that the file holds whole need
 * not be in `modules_to_save`; a missing bias is the model's, as in PEFT. An embedding with single rows in the file
 * is then trained whole.
 * @throws {CoreError} naming the layer, or the shape that differs
 */
export function restoreAdapter(archive: AdapterArchive, slots: readonly Slot[]): Adapter {
  const [added] = Object.keys(archive.added ?? {});
  if (added !== undefined) throw addsToModel(added);
  const config = withLayersInFile(archive);
  const { adapted, saved } = chooseTargets(slots, config);
  const archived = new Map(archive.layers.map((layer) => [layer.name, layer]));
  const wanted = [...adapted, ...saved.flatMap((name) => wholeKeys(slots, name))];
  const tokens = new Map(
    Object.entries(archive.tokens ?? {}).map(([layer, own]) => [`${layer}.weight`, own]),
  );
  const ownWeights = [...Object.keys(archive.whole), ...tokens.keys()];
  const own = ownWeights.filter((name) => !isBaseOfAdapted(archive, slots, name));
  const optional = config.bias === undefined ? [] : slots.filter(({ bias }) => bias);
  const [wantedNames, foundNames] = [
    new Set([...wanted, ...optional.map(({ name }) => `${name}.bias`)]),
    new Set([...archived.keys(), ...own]),
  ];
  const unexpected = [...foundNames].filter((name) => !wantedNames.has(name));
  if (unexpected.length > 0) {
    const names = slots.map(({ name }) => name);
    const isWhole = (name: string) => ownWeights.includes(name);
    throw unexpected.every(isWhole)
      ? noSlots(unexpected, names)
      : unexpectedKeys('The adapter', unexpected, names);
  }
  const missing = wanted.filter((name) => !foundNames.has(name));
  if (missing.length > 0) throw missingKeys('The adapter', missing);

  return assembleAdapter(slots, config, {
    u: archive.u,
    adapted: (slot, parameter, { shape }) => {
      const { layer, parameters } = archived.get(slot.name) as ArchivedLayer;
      const sides = ({ outFeatures, inFeatures }: Layer) => [outFeatures, inFeatures];
      checkShape(`${slot.name} (out, in)`, sides(layer), sides(slot));
      checkShape(`${slot.name} (filter's size)`, layer.kernel ?? [1, 1], slot.kernel ?? [1, 1]);
      const tensor = parameters[parameter] as tf.Tensor;
      checkShape(`${slot.name}.${parameter}`, tensor.shape, shape);
      return tensor;
    },
    start: ({ name }) => archived.get(name)?.start,
    whole: (name, base) => {
      const given = archive.whole[name];
      checkShape(name, given?.shape ?? base.shape, base.shape);
      const rows = tokens.get(name);
      return rows ? withRows(name, given ?? base, rows) : (given ?? tf.clone(base));
    },
  });
}

/** The configuration, with `modules_to_save` listing every unadapted layer whose weight the file holds. */
function withLayersInFile({ config, layers, whole, tokens }: AdapterArchive): AdapterConfig {
  const modules = config.modules_to_save ?? [];
  const adapted = new Set(layers.map(({ name }) => name));
  const wholes = layersOfWeights(Object.keys(whole)).filter((name) => !adapted.has(name));
  const more = [...wholes, ...Object.keys(tokens ?? {})].filter(
    (name) => !modules.some((module) => isSaved(name, module)),
  );
  return more.length > 0 ? { ...config, modules_to_save: [...modules, ...more] } : config;
}

/** An embedding's table with some rows replaced. */
function withRows(name: string, table: tf.Tensor, { indices, rows }: TokenRows): tf.Tensor {
  const { shape } = table;
  checkRows(name, shape, { indices, rows });
  return tf.tidy(() => {
    const at = tf.tensor2d([...indices], [indices.length, 1], 'int32');
    const isReplaced = tf.cast(
      tf.scatterND(at, tf.ones([indices.length]), [shape[0] ?? 0]),
      'bool',
    );
    const replaced = tf.scatterND(at, rows, shape);
    return tf.where(tf.expandDims(isReplaced, 1), replaced, widened(table));
  });
}

/** Refuses rows that a table of some shape does not have. */
export function checkRows(name: string, shape: readonly number[], { indices, rows }: TokenRows) {
  const [count = 0, dim] = shape;
  if (shape.length !== 2 || dim !== rows.shape[1] || indices.some((row) => row >= count))
    throw noRows(name, shape, Math.max(...indices), rows.shape[1]);
}

/** Whether a tensor equals the model's own: PEFT saves the weight of an adapted embedding along with the adapter. */
function isBaseOfAdapted(
  { layers, whole }: AdapterArchive,
  slots: readonly Slot[],
  tensor: string,
): boolean {
  const isOf = ({ name }: { name: string }) => tensor === `${name}.weight`;
  const weight = layers.some(isOf) && slots.find(isOf)?.weight;
  if (!weight) return false;
  const own = whole[tensor];
  if (own && tf.tidy(() => areEqual(widened(weight), own))) return true;
  throw changedBase(tensor);
}

function checkShape(name: string, found: readonly number[], expected: readonly number[]): void {
  if (found.join() !== expected.join()) throw badShape(name, 'tensor', found, [expected]);
}

function wholeKeys(slots: readonly Slot[], name: string): string[] {
  const slot = slots.find((candidate) => candidate.name === name);
  return slot?.bias ? [`${name}.weight`, `${name}.bias`] : [`${name}.weight`];
}

/** Copies of an archive's tensors outside its adapted layers. */
export function ownTensors({
  whole,
  added,
  tokens,
}: Pick<AdapterArchive, 'whole' | 'added' | 'tokens'>) {
  const cloned = (tensors: NamedTensors) =>
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.clone(tensor)]));
  const rows = Object.entries(tokens ?? {}).map(
    ([layer, own]) => [layer, { ...own, rows: tf.clone(own.rows) }] as const,
  );
  return {
    whole: cloned(whole),
    ...(added && { added: cloned(added) }),
    ...(rows.length > 0 && { tokens: Object.fromEntries(rows) }),
  };
}

/** Frees an archive's tensors. */
export function disposeArchive({ layers, whole, added = {}, tokens = {} }: AdapterArchive): void {
  const rows = Object.values(tokens).map((token) => token.rows);
  tf.dispose([
    whole,
    added,
    rows,
    ...layers.flatMap(({ parameters, start = {} }) => [parameters, start]),
  ]);
}
