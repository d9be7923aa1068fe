import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from '@singlora/kernels';
import { assembleAdapter, layerParameters, type Adapter } from '../adapter.ts';
import { badShape, missingKeys, unexpectedKeys } from '../errors.ts';
import type { AdapterConfig } from '../registry.ts';
import type { Layer, Slot } from '../slot.ts';
import { chooseTargets } from '../targets.ts';

/** An adapter apart from any model, as a file holds it. */
export interface AdapterArchive {
  readonly config: AdapterConfig;
  /** The ramp's value when it was saved. Each adapter has its own. */
  readonly u: number;
  readonly layers: readonly ArchivedLayer[];
  /** The layers saved whole: `<layer>.weight` and `<layer>.bias`. */
  readonly whole: NamedTensors;
  readonly baseModel?: string;
}

/** One adapted layer of an {@link AdapterArchive}: its name, sizes and tensors. */
export interface ArchivedLayer {
  readonly name: string;
  readonly layer: Layer;
  /** By the method's short names, in the shapes that the method declares. */
  readonly parameters: NamedTensors;
}

/** Takes an adapter off its model. The tensors are shared, not copied. */
export function archiveAdapter(
  adapter: Adapter,
  parameters: NamedTensors,
  u: number,
  baseModel?: string,
): AdapterArchive {
  const whole = Object.entries(parameters).filter(([name]) =>
    adapter.saved.some((layer) => name === `${layer}.weight` || name === `${layer}.bias`),
  );
  return {
    config: adapter.config,
    u,
    layers: [...adapter.layers].map(([name, layer]) => ({
      name,
      layer: layer.layer,
      parameters: layerParameters(name, layer, parameters),
    })),
    whole: { ...Object.fromEntries(whole), ...adapter.untrained },
    ...(baseModel !== undefined && { baseModel }),
  };
}

/**
 * Puts an archived adapter on a model, with its tensors as first values (shared, not copied). The layers in
 * the file must be exactly those that its configuration chooses on this model: a layer too many or too few is an error that names it.
 */
export function restoreAdapter(archive: AdapterArchive, slots: readonly Slot[]): Adapter {
  const { adapted, saved } = chooseTargets(slots, archive.config);
  const archived = new Map(archive.layers.map((layer) => [layer.name, layer]));
  const wanted = [...adapted, ...saved.flatMap((name) => wholeKeys(slots, name))];
  const found = [...archived.keys(), ...Object.keys(archive.whole)];
  const [wantedNames, foundNames] = [new Set(wanted), new Set(found)];
  const unexpected = found.filter((name) => !wantedNames.has(name));
  if (unexpected.length > 0) {
    throw unexpectedKeys(
      'The adapter',
      unexpected,
      slots.map(({ name }) => name),
    );
  }
  const missing = wanted.filter((name) => !foundNames.has(name));
  if (missing.length > 0) throw missingKeys('The adapter', missing);

  return assembleAdapter(slots, archive.config, {
    adapted: (slot, parameter, { shape }) => {
      const { layer, parameters } = archived.get(slot.name) as ArchivedLayer;
      const sides = ({ outFeatures, inFeatures }: Layer) => [outFeatures, inFeatures];
      checkShape(`${slot.name} (out, in)`, sides(layer), sides(slot));
      const tensor = parameters[parameter] as tf.Tensor;
      checkShape(`${slot.name}.${parameter}`, tensor.shape, shape);
      return tensor;
    },
    whole: (name, base) => {
      const tensor = archive.whole[name] as tf.Tensor;
      checkShape(name, tensor.shape, base.shape);
      return tensor;
    },
  });
}

function checkShape(name: string, found: readonly number[], expected: readonly number[]): void {
  if (found.join() !== expected.join()) throw badShape(name, 'tensor', found, [expected]);
}

function wholeKeys(slots: readonly Slot[], name: string): string[] {
  const slot = slots.find((candidate) => candidate.name === name);
  return slot?.bias ? [`${name}.weight`, `${name}.bias`] : [`${name}.weight`];
}

/** Frees an archive's tensors. */
export function disposeArchive({ layers, whole }: AdapterArchive): void {
  tf.dispose([whole, ...layers.map(({ parameters }) => parameters)]);
}
