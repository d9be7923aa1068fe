import { kohyaDora, spelledNames, unexpectedKeys } from '../../errors.ts';
import { parseAdapterConfig } from '../../adapter-config.ts';
import type { Dialect, TensorPlace } from '../dialect.ts';
import type { Source } from '../source.ts';
import { dotted } from './kohya-names.ts';
import { alphas } from './alphas.ts';
import { chooseComponent } from './component.ts';
import { loraLayers } from './lora-layers.ts';
import { ranks } from './ranks.ts';

/** The prefix, the layer with `_` for every `.`, and what the tensor is. */
const keyPattern = /^lora_(unet|transformer|te\d?)_([^.]+)\.(.+)$/;

const keys: Readonly<Record<string, string>> = {
  'lora_down.weight': 'lora_A.weight',
  'lora_up.weight': 'lora_B.weight',
  alpha: 'alpha',
};

/**
 * One safetensors file with keys `lora_unet_<layer with _>.lora_down.weight`, as kohya's scripts write them. Which of a
 * name's `_` are dots the model tells, or, without it, the words of diffusers' names. A layer without an alpha has its rank for one.
 */
export const kohya: Dialect = {
  name: 'kohya',
  recognises: ({ file }) =>
    file.names.length > 0 && file.names.every((name) => keyPattern.test(name)),
  async read(source, options) {
    const { file, where } = source;
    const components = file.names.map(componentOf);
    const component = chooseComponent(where, components, options);
    const own = file.names.filter((_, i) => components[i] === component);
    const places = placesOf(source, own, options.layerNames);
    const entries = places.filter(({ key }) => key !== 'alpha');
    const factors = entries.filter(({ key }) => key === 'lora_A.weight');
    const ranked = factors.map(
      ({ file: name, layer }) => [layer, file.info(name).shape[0] ?? 0] as const,
    );
    return {
      config: parseAdapterConfig({
        method: 'lora',
        ...ranks(ranked),
        ...(await alphas(source, places, ranked, options)),
        target_modules: ranked.map(([layer]) => layer),
      }),
      u: 1,
      entries,
      layers: loraLayers(source, entries),
    };
  },
};

function componentOf(name: string): string {
  const [, part = ''] = keyPattern.exec(name) ?? [];
  // Stable Diffusion XL's first text encoder is te1 there, and has no number in diffusers.
  return part.replace(/^te1?/, 'text_encoder').replace(/\d$/, '_$&');
}

function placesOf(
  { where }: Source,
  names: readonly string[],
  layerNames: readonly string[] | undefined,
): TensorPlace[] {
  const layers = new Map(layerNames?.map((name) => [name.replaceAll('.', '_'), name]));
  const layerOf = layerNames ? (name: string) => layers.get(name) : dotted;
  const strays: string[] = [];
  const scales = names.filter((name) => name.endsWith('.dora_scale'));
  if (scales.length > 0) throw kohyaDora(where, scales);
  const places = names.flatMap((file): TensorPlace[] => {
    const [, , name = '', ending = ''] = keyPattern.exec(file) ?? [];
    const [layer, key] = [layerOf(name), keys[ending]];
    if (layer !== undefined && key !== undefined) return [{ file, layer, key }];
    strays.push(file);
    return [];
  });
  if (
    strays.length > 0 &&
    !layerNames &&
    strays.every((file) => !dotted(keyPattern.exec(file)?.[2] ?? ''))
  )
    throw spelledNames(where, strays);
  if (strays.length > 0) throw unexpectedKeys(where, strays, [...layers.keys()]);
  return places;
}
