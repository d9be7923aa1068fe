import { parseJson } from '@singlora/formats/bytes';
import { badFile, unexpectedKeys } from '../../errors.ts';
import { fromPeftConfig, type Json } from '../peft-config.ts';
import type { Dialect, TensorPlace, Reading } from '../dialect.ts';
import { settingsMemory, type Source } from '../source.ts';
import { peftPrefix } from '../encode.ts';
import { alphas } from './alphas.ts';
import { chooseComponent } from './component.ts';
import { loraLayers } from './lora-layers.ts';
import { ranks } from './ranks.ts';
import { asSinglora } from './single-factor.ts';
import { rampFromSteps } from './steps.ts';

const components = /^(unet|transformer|text_encoder(?:_\d+)?)\./;

// Endings of keys → the keys of our methods; `lora.down` and `lora.up` are diffusers' older names.
const endings: readonly (readonly [RegExp, string])[] = [
  [/\.lora_A\.weight$/, 'lora_A.weight'],
  [/\.lora_B\.weight$/, 'lora_B.weight'],
  [/\.lora\.down\.weight$/, 'lora_A.weight'],
  [/\.lora\.up\.weight$/, 'lora_B.weight'],
  [/\.lora_magnitude_vector(?:\.weight)?$/, 'lora_magnitude_vector'],
  [/\.lora_A$/, 'singlora_A'],
  [/\.training_step(?:_[^.]+)?$/, 'step'],
  [/\.alpha$/, 'alpha'],
];

/** The keys of diffusers' oldest files, where a layer's factors belonged to its attention's processor, in newer words. */
const renewed = (path: string): string =>
  path
    .replace('.processor.to_out_lora.', '.to_out.0.lora.')
    .replace(/\.processor\.(to_[qkv])_lora\./, '.$1.lora.');

const keyOf = (path: string) => endings.find(([ending]) => ending.test(renewed(path)));

/** Of a model's own file, as `unet.save_lora_adapter` writes it, no key begins with the component. */
const isOfOneModel = ({ file, settings }: Source): boolean =>
  !settings && file.names.every((name) => !name.startsWith(peftPrefix) && keyOf(name));

/**
 * One safetensors file with keys `unet.<layer>.lora_A.weight` or `<layer>.lora_A.weight` (diffusers) or
 * `transformer.<layer>.lora_A` for a single factor (SimpleTuner). Without alphas or metadata, alpha is the rank, as
 * diffusers takes it.
 */
export const diffusers: Dialect = {
  name: 'diffusers',
  recognises: (source) => {
    const { names } = source.file;
    const isPipeline = names.every((name) => components.test(name));
    return names.length > 0 && (isPipeline || isOfOneModel(source));
  },
  async read(source, options) {
    const found = source.file.names.map((name) => components.exec(name)?.[1]);
    const prefix = found.every((name) => name !== undefined)
      ? `${chooseComponent(source.where, found, options)}.`
      : '';
    const places = splitAdapterKeys(source, prefix);
    const entries = places.filter(({ key }) => key !== 'alpha' && key !== 'step');
    const single = entries.some(({ key }) => key === 'singlora_A');
    const rankAxis = single ? 1 : 0;
    const factors = entries.filter(({ key }) => key === (single ? 'singlora_A' : 'lora_A.weight'));
    const ranked = factors.map(
      ({ file, layer }) => [layer, source.file.info(file).shape[rankAxis] ?? 0] as const,
    );
    const settings = {
      ...ranks(ranked),
      ...(await alphas(source, places, ranked, options)),
      ...metadata(source, prefix),
      target_modules: [...new Set(entries.map(({ layer }) => layer))],
    };
    const reading = { entries, layers: single ? new Map() : loraLayers(source, entries) };
    if (!single) {
      const use_dora = entries.some(({ key }) => key === 'lora_magnitude_vector');
      const { config } = fromPeftConfig(source.where, { peft_type: 'LORA', ...settings, use_dora });
      return { ...reading, config, u: 1 } satisfies Reading;
    }
    const steps = places.filter(({ key }) => key === 'step').map(({ file }) => file);
    const { config } = fromPeftConfig(source.where, { peft_type: 'LORA', ...settings });
    return {
      ...reading,
      config: asSinglora(config, options),
      u: await rampFromSteps(source, steps, options),
    };
  },
};

function splitAdapterKeys({ where, file }: Source, prefix: string): TensorPlace[] {
  const strays: string[] = [];
  const entries = file.names
    .filter((name) => name.startsWith(prefix))
    .flatMap((name): TensorPlace[] => {
      const path = name.slice(prefix.length);
      const [ending, key] = keyOf(path) ?? [];
      if (ending && key) return [{ file: name, layer: renewed(path).replace(ending, ''), key }];
      strays.push(name);
      return [];
    });
  if (strays.length > 0) throw unexpectedKeys(where, strays, []);
  return entries;
}

/** What newer versions of diffusers write into the file: PEFT's settings by the same prefix. */
function metadata({ where, file }: Source, prefix: string): Json {
  const text = file.metadata['lora_adapter_metadata'];
  if (text === undefined) return {};
  const json = parseJson(new TextEncoder().encode(text), settingsMemory, (problem) =>
    badFile(where, `its lora_adapter_metadata ${problem}`),
  );
  const own = Object.entries((json ?? {}) as Json).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}
