import { quoted } from '../../formats/bytes.ts';
import { badFile, missingKeys, unexpectedKeys, unsupportedAttention } from '../../errors.ts';
import { declaredKeys } from '../../adapter-config.ts';
import type { AdapterConfig } from '../../registry.ts';
import type { Layer } from '../../slot.ts';
import { endsWithName } from '../../pattern.ts';
import { isTargeted } from '../../targets.ts';
import { nameInModel, withoutShortNames } from '../clip-names.ts';
import { fromPeftConfig } from '../peft-config.ts';
import { isTied } from '../tied-head.ts';
import type { AddedPlace, Dialect, TensorPlace } from '../dialect.ts';
import type { Source } from '../source.ts';
import { attentionOutput, peftPrefix, splitKeys } from '../peft-names.ts';
import { biasOfB } from './added.ts';
import { loraLayers } from './lora-layers.ts';
import { withRenamedLayers } from './renamed.ts';
import { unstacked } from './target-parameters.ts';
import { tokenPlaces } from './tokens.ts';

/** PEFT's folder layout: LoRA and DoRA as PEFT writes them, and the type `SINGLORA` of our older files. */
export const peft: Dialect = {
  name: 'PEFT',
  recognises: ({ file, settings }) =>
    settings?.['peft_type'] !== undefined && file.names.some((name) => name.startsWith(peftPrefix)),
  read(opened, { layerNames = [] }) {
    const given = { ...opened, file: withoutShortNames(opened.file) };
    const { target_parameters, trainable_token_indices, lora_bias, ...settings } =
      given.settings ?? {};
    const parameters = listOfNames(given.where, target_parameters ?? []);
    // An empty `target_modules` means that PEFT adapted parameters alone.
    const { target_modules: layersToo } = settings;
    if (
      parameters.length > 0 &&
      (!layersToo || (Array.isArray(layersToo) && layersToo.length === 0))
    )
      settings['target_modules'] = parameters;
    const { layers, fanInFanOut, ...said } = fromPeftConfig(given.where, settings);
    const { file, config, isOfParameter } =
      parameters.length > 0
        ? unstacked(given, said.config, parameters)
        : { ...given, ...said, isOfParameter: () => false };
    const source = { ...given, file };
    const tokens = tokenPlaces(source, trainable_token_indices);
    const biases = lora_bias === true ? biasesOfB(source, config) : new Map<string, AddedPlace>();
    const elsewhere = new Map<string, unknown>([...tokens, ...biases]);
    const { entries, whole } = splitAdapterKeys(source, declaredKeys(config), elsewhere);
    const ties = settings['ensure_weight_tying'] === true;
    const reading = {
      ...said,
      config: withUnnamed(
        config,
        entries,
        (layer) =>
          (ties && isTied(layer)) ||
          parameters.some((parameter) => endsWithName(`${layer}.weight`, parameter)),
      ),
      file,
      entries,
      whole,
      tokens,
      added: biases,
      layers: new Map([
        ...(layers.size > 0 ? layers : loraLayers(source, entries, fanInFanOut)),
        ...parametersAmong(
          source,
          entries.filter(({ file: name }) => isOfParameter(name)),
        ),
      ]),
    };
    return withRenamedLayers(reading, (layer) => nameInModel(layer, layerNames));
  },
};

/**
 * Adds the layers that PEFT adapts although `target_modules` does not name them: those with a targeted parameter, and those tied
 * to an embedding or head. Otherwise PEFT would not load them from the files written here.
 */
function withUnnamed(
  config: AdapterConfig,
  entries: readonly TensorPlace[],
  isAdapted: (layer: string) => boolean,
): AdapterConfig {
  const layers = [...new Set(entries.map(({ layer }) => layer))];
  const unnamed = layers.filter((layer) => isAdapted(layer) && !isTargeted(config, layer));
  if (unnamed.length === 0) return config;
  const { target_modules: named = [] } = config;
  return {
    ...config,
    target_modules: typeof named === 'string' ? layers : [...named, ...unnamed],
  };
}

const biasEnding = '.lora_B.bias';

/** PEFT's `lora_bias: true`: where each B keeps its bias. @throws {CoreError} where one is missing */
function biasesOfB({ where, file }: Source, config: AdapterConfig): Map<string, AddedPlace> {
  const of = (ending: string) =>
    file.names
      .filter((name) => name.startsWith(peftPrefix) && name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length));
  const missing = of('.lora_B.weight')
    .map((start) => start + biasEnding)
    .filter((name) => !file.has(name));
  if (missing.length > 0) throw missingKeys(where, missing);
  return new Map(
    of(biasEnding).map((start) => [
      start + biasEnding,
      biasOfB(config, start.slice(peftPrefix.length)),
    ]),
  );
}

function listOfNames(where: string, value: unknown): string[] {
  if (Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== ''))
    return value as string[];
  throw badFile(where, `target_parameters is ${quoted(value)}, expected a list of names`);
}

/** The layers of parameters' tensors. */
const parametersAmong = (source: Source, entries: readonly TensorPlace[]): [string, Layer][] =>
  [...loraLayers(source, entries)].map(([name, layer]) => [name, { ...layer, isParameter: true }]);

/** Splits the names of a file's tensors as {@link splitKeys}. @throws {CoreError} for names that have no place, and a file without a layer */
export function splitAdapterKeys(
  { where, file }: Source,
  keys: readonly string[],
  elsewhere: ReadonlyMap<string, unknown> = new Map(),
): { entries: TensorPlace[]; whole: Map<string, string> } {
  const names = file.names.filter((name) => !elsewhere.has(name));
  const { entries, whole, strays } = splitKeys(names, keys);
  const attention = entries.find(({ layer }) => layer.endsWith(attentionOutput));
  if (attention) throw unsupportedAttention(attention.layer.slice(0, -attentionOutput.length));
  if (strays.length > 0) throw unexpectedKeys(where, strays, []);
  if (entries.length === 0) throw badFile(where, noLayers(file.names));
  return { entries, whole };
}

/** Why a file has no adapted layer: in a model's state dict, names contain the adapter's name. */
function noLayers(names: readonly string[]): string {
  const named = names.find((name) => /\.lora_(embedding_)?[AB]\.[^.]+(\.weight)?$/.test(name));
  return named === undefined
    ? 'it holds no adapted layer'
    : `"${named}" names the adapter within the model: model.save_pretrained() of PEFT writes adapters without that`;
}
