import { compvisUnetLayer, parseJson } from '../../formats/bytes.ts';
import { badFile, unexpectedKeys } from '../../errors.ts';
import { fromPeftConfig, type Json } from '../peft-config.ts';
import type { ReadOptions, Reading, TensorPlace } from '../dialect.ts';
import { settingsMemory, type Source } from '../source.ts';
import { biasOfB, differencesAlone, withoutDifferences } from './added.ts';
import { chooseComponent } from './component.ts';
import { doraScale } from './dora-scale.ts';
import { loraLayers } from './lora-layers.ts';
import { layerFinder } from './model-layers.ts';
import { ranksIn } from './ranks.ts';
import { withRenamedLayers } from './renamed.ts';
import { asSinglora, rampFromSteps } from './single-factor.ts';

// Endings of keys → the keys of our methods.
const endings: readonly (readonly [RegExp, string])[] = [
  [/\.lora_A(?:\.default)?\.weight$/, 'lora_A.weight'],
  [/\.lora_B(?:\.default)?\.weight$/, 'lora_B.weight'],
  // diffusers' older names, which its training scripts still give text encoders, and those of kohya's scripts and ComfyUI.
  [/\.lora(?:[._]|_linear_layer\.)down\.weight$/, 'lora_A.weight'],
  [/\.lora(?:[._]|_linear_layer\.)up\.weight$/, 'lora_B.weight'],
  [/\.lora_magnitude_vector(?:\.weight)?$/, 'lora_magnitude_vector'],
  // ai-toolkit's.
  [/\.magnitude$/, 'lora_magnitude_vector'],
  [/\.dora_scale$/, 'dora_scale'],
  [/\.lora_A$/, 'singlora_A'],
  [/\.training_step(?:_[^.]+)?$/, 'step'],
  [/\.alpha$/, 'alpha'],
  [/\.diff$/, 'diff'],
  [/\.diff_b$/, 'diff_b'],
  [/\.lora_B(?:\.default)?\.bias$/, 'lora_B.bias'],
];

/** Renames the keys of diffusers' oldest files, in which a layer's factors belonged to an attention's processor. */
const renewed = (path: string): string =>
  path
    .replace('.processor.to_out_lora.', '.to_out.0.lora.')
    .replace(/\.processor\.(to_[qkv])_lora\./, '.$1.lora.');

const keyOf = (path: string) => endings.find(([ending]) => ending.test(renewed(path)));

/** Whether a name is that of an adapter's tensor, by its ending. */
export const isAdapterKey = (name: string): boolean => keyOf(name) !== undefined;

/**
 * Reads one safetensors file with keys `<start><layer>.lora_A.weight`, or `<start><layer>.lora_A` for a single factor
 * (SimpleTuner). Without alphas or metadata, alpha is the rank.
 *
 * @param startOf a key's start, and the part of a pipeline that it belongs to; undefined where it begins with the layer
 */
export async function readPipelineFile(
  source: Source,
  options: ReadOptions,
  startOf: (name: string) => { prefix: string; component: string } | undefined,
): Promise<Reading> {
  const starts = source.file.names.flatMap((name) => startOf(name) ?? []);
  const component =
    starts.length > 0
      ? chooseComponent(
          source.where,
          starts.map(({ component }) => component),
          options,
        )
      : '';
  const prefix = starts.find((start) => start.component === component)?.prefix ?? '';
  const found = options.layerNames && layerFinder(options.layerNames, component, prefix);
  const layerOf = (name: string) =>
    found?.(name) ?? (component === 'unet' ? compvisUnetLayer(name) : undefined) ?? name;
  const reading = withRenamedLayers(await readPart(source, options, prefix), layerOf);
  return component === '' ? reading : { ...reading, component };
}

async function readPart(source: Source, options: ReadOptions, prefix: string): Promise<Reading> {
  const { places, added } = withoutDifferences(splitAdapterKeys(source, prefix));
  const others = new Set(['alpha', 'step', 'lora_B.bias']);
  const entries = places.filter(({ key }) => !others.has(key));
  if (entries.length === 0 && added.size > 0)
    return { config: differencesAlone(), u: 1, entries, added, layers: new Map() };
  const single = entries.some(({ key }) => key === 'singlora_A');
  const settings = {
    ...(await ranksIn(source, places, options, single ? 'singlora_A' : 'lora_A.weight')),
    ...metadata(source, prefix),
    lora_bias: false, // whatever the metadata says: the biases are read below
    target_modules: [...new Set(entries.map(({ layer }) => layer))],
  };
  const reading = { entries, added, layers: single ? new Map() : loraLayers(source, entries) };
  if (!single) {
    const use_dora = entries.some(({ key }) => key === 'lora_magnitude_vector');
    const { config } = fromPeftConfig(source.where, { peft_type: 'LORA', ...settings, use_dora });
    for (const { file, layer } of places.filter(({ key }) => key === 'lora_B.bias'))
      added.set(file, biasOfB(config, layer));
    return { ...reading, config, u: 1 };
  }
  const steps = places.filter(({ key }) => key === 'step').map(({ file }) => file);
  const { config } = fromPeftConfig(source.where, { peft_type: 'LORA', ...settings });
  return {
    ...reading,
    config: asSinglora(config, options),
    u: await rampFromSteps(source, steps, options),
  };
}

function splitAdapterKeys(source: Source, prefix: string): TensorPlace[] {
  const strays: string[] = [];
  const entries = source.file.names
    .filter((name) => name.startsWith(prefix))
    .flatMap((file): TensorPlace[] => {
      const path = renewed(file.slice(prefix.length));
      const [ending, key] = keyOf(path) ?? [];
      if (!ending || !key) {
        strays.push(file);
        return [];
      }
      const layer = path.replace(ending, '');
      return [key === 'dora_scale' ? doraScale(source, file, layer) : { file, layer, key }];
    });
  if (strays.length > 0) throw unexpectedKeys(source.where, strays, []);
  return entries;
}

/** PEFT's settings from the file's metadata, where newer versions of diffusers write them, by the part's prefix. */
function metadata({ where, file }: Source, prefix: string): Json {
  const text = file.metadata['lora_adapter_metadata'];
  if (text === undefined) return {};
  const json = parseJson(new TextEncoder().encode(text), settingsMemory, (problem) =>
    badFile(where, `its lora_adapter_metadata ${problem}`),
  );
  const own = Object.entries((json ?? {}) as Json).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}
