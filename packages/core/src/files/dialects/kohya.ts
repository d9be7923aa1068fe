import { spelledNames, tokensLeftOut, unexpectedKeys } from '../../errors.ts';
import { parseAdapterConfig } from '../../adapter-config.ts';
import type { Dialect, ReadOptions, TensorPlace } from '../dialect.ts';
import type { Source } from '../source.ts';
import { differencesAlone, withoutDifferences } from './added.ts';
import { chooseComponent } from './component.ts';
import { doraScale } from './dora-scale.ts';
import { fluxLayer } from './flux-names.ts';
import { dotted, spelledInDiffusers } from './kohya-names.ts';
import { loraLayers } from './lora-layers.ts';
import { layerFinder } from './model-layers.ts';
import { ranksIn } from './ranks.ts';

/** The prefix, the layer with `_` for every `.`, and what the tensor is; LyCORIS's own prefix does not say of which part. */
const keyPattern = /^(?:lora_(unet|transformer|te\d?)|lycoris)_([^.]+)\.(.+)$/;

/** Embeddings of tokens that kohya's scripts and OneTrainer put beside a LoRA. */
const bundled = /^bundle_emb\.([^.]+)\./;

const keys: Readonly<Record<string, string>> = {
  'lora_down.weight': 'lora_A.weight',
  'lora_up.weight': 'lora_B.weight',
  alpha: 'alpha',
  dora_scale: 'dora_scale',
  diff: 'diff',
  diff_b: 'diff_b',
  w_norm: 'w_norm',
  b_norm: 'b_norm',
};

/**
 * One safetensors file with keys `lora_unet_<layer with _>.lora_down.weight`, as kohya's scripts and LyCORIS write them, or
 * `lycoris_<layer with _>.…`, as LyCORIS alone does. The model decides which `_` of a name are dots; without a model, the words in
 * diffusers' and CompVis's names do. A layer without an alpha takes its rank.
 */
export const kohya: Dialect = {
  name: 'kohya',
  recognises: ({ file }) =>
    file.names.some((name) => keyPattern.test(name)) &&
    file.names.every((name) => keyPattern.test(name) || bundled.test(name)),
  async read(source, options) {
    const { file, where } = source;
    const tokens = file.names.flatMap((name) => bundled.exec(name)?.[1] ?? []);
    if (tokens.length > 0) options.onNotice?.(tokensLeftOut(where, [...new Set(tokens)]));
    const names = file.names.filter((name) => !bundled.test(name));
    const components = names.map(componentOf);
    const isUnsaid = components.every((name) => name === '');
    const chosen = isUnsaid ? '' : chooseComponent(where, components, options);
    const component = isUnsaid ? options.component : chosen;
    const own = names.filter((_, i) => components[i] === chosen);
    const isNumbered = own.some((name) => name.startsWith('lora_te1_'));
    const { places, added } = withoutDifferences(placesOf(source, own, component ?? '', options));
    const entries = places.filter(({ key }) => key !== 'alpha');
    const factors = entries.filter(({ key }) => key === 'lora_A.weight');
    return {
      config:
        factors.length === 0
          ? differencesAlone()
          : parseAdapterConfig({
              method: entries.some(({ key }) => key === 'lora_magnitude_vector') ? 'dora' : 'lora',
              ...(await ranksIn(source, places, options)),
              target_modules: factors.map(({ layer }) => layer),
            }),
      u: 1,
      ...(component !== undefined && { component: isNumbered ? 'text_encoder_1' : component }),
      entries,
      added,
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
  source: Source,
  names: readonly string[],
  component: string,
  { layerNames }: ReadOptions,
): TensorPlace[] {
  const found = layerNames && layerFinder(layerNames, component);
  const named = (spelled: string) => dotted(spelledInDiffusers(spelled));
  // A model of Flux may have the other program's names.
  const ofFlux = (name = '') => (fluxLayer(name) ? name : undefined);
  const layerOf = (spelled: string) =>
    found ? (found(spelled) ?? ofFlux(named(spelled))) : named(spelled);
  const strays: string[] = [];
  const unnamed: string[] = [];
  const places = names.flatMap((file): TensorPlace[] => {
    const [, , spelled = '', ending = ''] = keyPattern.exec(file) ?? [];
    const [layer, key] = [layerOf(spelled), keys[ending]];
    if (key === undefined) strays.push(file);
    else if (layer === undefined) unnamed.push(file);
    else if (key === 'dora_scale') return [doraScale(source, file, layer)];
    else return [{ file, layer, key }];
    return [];
  });
  const lost = [...strays, ...unnamed];
  if (lost.length === 0) return places;
  if (!layerNames && strays.length === 0) throw spelledNames(source.where, lost);
  throw unexpectedKeys(source.where, lost, layerNames ?? []);
}
