import { declaredKeys, methodOf } from './adapter-config.ts';
import { unsavable, unsavableTargets } from './errors.ts';
import { attentionOutput, peftPrefix, splitKeys, wholeKey } from './files/peft-names.ts';
import type { Method } from './method.ts';
import type { AdapterConfig } from './registry.ts';
import type { Layer, NamedLayer } from './slot.ts';
import { chooseTargets, namedTargets } from './targets.ts';

/**
 * Refuses, before training, an adapter that its files could not give back: there, a tensor's name would be
 * read as another tensor's, or the targets would match more layers.
 * @param wholes the model's own tensors that are saved, `<layer>.weight` and `.bias`
 * @throws {CoreError} `ADAPTER_UNSAVABLE`, naming the layers
 */
export function checkSavable(
  method: Method,
  layers: readonly NamedLayer[],
  config: AdapterConfig,
  adapted: readonly string[],
  wholes: readonly string[],
): void {
  const layerOf = new Map(layers.map((layer) => [layer.name, layer]));
  // As toLora writes it. Keys do not depend on the start, which would be checked against the weight.
  const form = method.sides.magnitude ? 'dora' : 'lora';
  const written = { ...config, method: form, init_lora_weights: true } as AdapterConfig;
  const keysOf = (layer: Layer): string[] =>
    Object.values(methodOf(written).parameters(layer, written)).map(({ key }) => key);
  const named = new Set(adapted);
  const tensors = [
    ...adapted.flatMap((layer) =>
      keysOf(layerOf.get(layer) as Layer).map((key) => ({
        layer,
        place: `${layer} ${key}`,
        file: `${peftPrefix}${layer}.${key}`,
      })),
    ),
    ...wholes.map((name) => ({
      layer: name.slice(0, name.lastIndexOf('.')),
      place: name,
      file: wholeKey(name, named),
    })),
  ];
  const read = splitKeys(
    tensors.map(({ file }) => file),
    declaredKeys(written),
  );
  const found = new Map([
    ...read.entries.map(({ file, layer, key }) => [file, `${layer} ${key}`] as const),
    ...read.whole,
  ]);
  const lost = tensors.filter(
    ({ layer, place, file }) =>
      found.get(file) !== place ||
      layer === '' ||
      layer.endsWith(attentionOutput) ||
      /\p{Surrogate}/u.test(layer),
  );
  if (lost.length > 0) throw unsavable([...new Set(lost.map(({ layer }) => layer))]);
  const again = chooseTargets(layers, namedTargets(config, adapted)).adapted;
  const more = again.filter((name) => !named.has(name));
  if (more.length > 0) throw unsavableTargets(more);
}
