import { parseJson } from '../formats/bytes.ts';
import { methodOf, parseAdapterConfig } from '../adapter-config.ts';
import { scaling } from '../config.ts';
import { badFile, ownDiffers, unexpectedKeys } from '../errors.ts';
import { layerOf } from '../layers.ts';
import { checkRamp } from '../ramp.ts';
import type { AdapterConfig } from '../registry.ts';
import type { Layer } from '../slot.ts';
import { configForLayer } from '../targets.ts';
import { disposeArchive, type AdapterArchive, type ArchivedLayer } from './archive.ts';
import type { TensorPlace } from './dialect.ts';
import { recordedLayers, type Json } from './peft-config.ts';
import { readLayers } from './read-layers.ts';
import { asF32, asSafetensors, settled, type F32 } from './safetensors.ts';
import { settingsMemory, type Source } from './source.ts';
import { toLora } from './to-lora.ts';

/**
 * The file beside PEFT's where those are incomplete: the method's own tensors and initial values, with its settings and the
 * ramp. It is a safetensors file with another ending, so that no program takes it for the adapter.
 */
export const ownFile = 'adapter.singlora';

/** Whether PEFT's files hold an adapter in another form: PEFT lacks its method, or its initial update is subtracted. */
export const isMoreThanPeft = ({ config, layers }: AdapterArchive): boolean =>
  methodOf(config).peft.type !== 'LORA' || layers.some(({ start }) => start);

/** The parts of an {@link ArchivedLayer} that hold tensors; keys are `<role>.<layer>.<key>`. */
const roles = ['parameters', 'start'] as const;

const keysOf = ({ name, layer }: Pick<ArchivedLayer, 'name' | 'layer'>, config: AdapterConfig) =>
  Object.entries(methodOf(config).parameters(layer, configForLayer(config, name))).map(
    ([parameter, { key }]) => ({ parameter, key }),
  );

/** The bytes of {@link ownFile}. */
export async function encodeOwn(archive: AdapterArchive): Promise<Uint8Array<ArrayBuffer>> {
  const { config, u, layers } = archive;
  const tensors = new Map<string, Promise<F32>>();
  for (const one of layers)
    for (const { parameter, key } of keysOf(one, config))
      for (const role of roles) {
        const tensor = one[role]?.[parameter];
        if (tensor) tensors.set(`${role}.${one.name}.${key}`, asF32(tensor));
      }
  const shapes = layers.map(({ name, layer }) => {
    const { inFeatures, outFeatures, ...rest } = layerOf(layer);
    return [name, { ...rest, in: inFeatures, out: outFeatures }] as const;
  });
  const settings = { config, u, layers: Object.fromEntries(shapes) };
  return asSafetensors(await settled(tensors), { adapter: JSON.stringify(settings) });
}

/**
 * Reads the adapter in {@link ownFile}, which replaces the plain LoRA read beside it, and frees the LoRA's tensors.
 * @throws {CoreError} where the two updates differ, or the file is invalid; the LoRA is kept then
 */
export async function readOwn(source: Source, lora: AdapterArchive): Promise<AdapterArchive> {
  const { config, u, layers: shapes } = ownSettings(source.where, source.file.metadata);
  const known = new Set<string>();
  const placesOf = (role: string): TensorPlace[] =>
    [...shapes].flatMap(([name, layer]) =>
      keysOf({ name, layer }, config).flatMap(({ key }) => {
        const file = `${role}.${name}.${key}`;
        known.add(file);
        return source.file.has(file) ? [{ file, layer: name, key }] : [];
      }),
    );
  const [entries, starts] = roles.map(placesOf) as [TensorPlace[], TensorPlace[]];
  const strays = source.file.names.filter((name) => !known.has(name));
  if (strays.length > 0) throw unexpectedKeys(source.where, strays, []);
  const reading = { config, u, layers: shapes };
  const { layers } = await readLayers(source, { ...reading, entries });
  const own = { ...lora, config, u, layers };
  try {
    const started =
      starts.length > 0 ? await readLayers(source, { ...reading, entries: starts }) : undefined;
    const startOf = new Map(started?.layers.map(({ name, parameters }) => [name, parameters]));
    own.layers = layers.map((layer) => {
      const start = startOf.get(layer.name);
      return start ? { ...layer, start } : layer;
    });
    const differing = await difference(own, lora);
    if (differing !== undefined) throw ownDiffers(ownFile, differing);
  } catch (error) {
    disposeArchive(layersAlone(own));
    throw error;
  }
  disposeArchive(layersAlone(lora));
  return own;
}

/** The settings in {@link ownFile}, by its metadata. @throws {CoreError} where they are not valid */
export function ownSettings(
  where: string,
  metadata: Readonly<Record<string, string>>,
): {
  config: AdapterConfig;
  u: number;
  layers: ReadonlyMap<string, Layer>;
} {
  const fail = (problem: string) => badFile(where, `its settings: it ${problem}`);
  const text = new TextEncoder().encode(metadata['adapter'] ?? '');
  const { config, u, layers } = (parseJson(text, settingsMemory, fail) ?? {}) as Json;
  checkRamp(u);
  return {
    config: parseAdapterConfig(config),
    u: u as number,
    layers: recordedLayers(where, layers ?? {}),
  };
}

/** An archive's adapted layers, without its other tensors. */
const layersAlone = (archive: AdapterArchive): AdapterArchive => ({
  ...archive,
  whole: {},
  added: {},
  tokens: {},
});

/** The tolerance between two files' values, which differ by rounding alone: a share of the largest value. */
const rounding = 1e-6;

/** The first layer whose update differs between an adapter and the LoRA that should equal it. */
async function difference(own: AdapterArchive, lora: AdapterArchive): Promise<string | undefined> {
  const wanted = toLora(layersAlone(own));
  try {
    const found = new Map(lora.layers.map((layer) => [layer.name, layer]));
    for (const { name, parameters } of wanted.layers) {
      const other = found.get(name);
      if (!other) return name;
      found.delete(name);
      const scales = [wanted, lora].map(({ config }) => [scaling(configForLayer(config, name))]);
      if (!isSame(scales[0] as number[], scales[1] as number[])) return name;
      if (Object.keys(parameters).join() !== Object.keys(other.parameters).join()) return name;
      for (const [parameter, tensor] of Object.entries(parameters)) {
        const theirs = other.parameters[parameter];
        if (theirs?.shape.join() !== tensor.shape.join()) return name;
        if (!isSame(await tensor.data(), await theirs.data())) return name;
      }
    }
    return [...found.keys()][0];
  } finally {
    disposeArchive(wanted);
  }
}

function isSame(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  let [largest, furthest] = [0, 0];
  for (let i = 0; i < one.length; i++) {
    const [x, y] = [one[i] as number, other[i] as number];
    largest = Math.max(largest, Math.abs(x));
    furthest = Math.max(furthest, Math.abs(x - y));
  }
  return furthest <= rounding * largest;
}
