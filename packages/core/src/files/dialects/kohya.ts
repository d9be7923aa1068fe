import { kohyaDora, spelledNames, unexpectedKeys } from '../../errors.ts';
import { parseAdapterConfig } from '../../adapter-config.ts';
import type { Dialect, TensorPlace } from '../dialect.ts';
import type { Source } from '../source.ts';
import { dotted, spelledInDiffusers } from './kohya-names.ts';
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
 * name's `_` are dots the model tells, or, without it, the words of diffusers' names and CompVis's. A layer without an alpha has its rank for one.
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
    const layerNames = options.layerNames && layersByName(options.layerNames, component);
    const places = placesOf(source, own, layerNames);
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

/** What precedes a component's names in a checkpoint that holds all of Stable Diffusion, 1 or XL. */
const prefixes: Readonly<Record<string, readonly string[]>> = {
  unet: ['model.diffusion_model.'],
  text_encoder: ['cond_stage_model.transformer.', 'conditioner.embedders.0.transformer.'],
};

/** A model's layers by their names in diffusers, `_` standing for every dot. */
function layersByName(names: readonly string[], component: string): ReadonlyMap<string, string> {
  return new Map(
    names.map((name) => {
      const prefix = prefixes[component]?.find((each) => name.startsWith(each)) ?? '';
      return [spelledInDiffusers(name.slice(prefix.length).replaceAll('.', '_')), name];
    }),
  );
}

function placesOf(
  { where }: Source,
  names: readonly string[],
  layers: ReadonlyMap<string, string> | undefined,
): TensorPlace[] {
  const scales = names.filter((name) => name.endsWith('.dora_scale'));
  if (scales.length > 0) throw kohyaDora(where, scales);
  const strays: { readonly file: string; readonly layer: string | undefined }[] = [];
  const places = names.flatMap((file): TensorPlace[] => {
    const [, , spelled = '', ending = ''] = keyPattern.exec(file) ?? [];
    const name = spelledInDiffusers(spelled);
    const [layer, key] = [layers ? layers.get(name) : dotted(name), keys[ending]];
    if (layer !== undefined && key !== undefined) return [{ file, layer, key }];
    strays.push({ file, layer });
    return [];
  });
  if (strays.length === 0) return places;
  const lost = strays.map(({ file }) => file);
  if (!layers && strays.every(({ layer }) => layer === undefined)) throw spelledNames(where, lost);
  throw unexpectedKeys(where, lost, [...(layers?.keys() ?? [])]);
}
