import { badFile, unexpectedKeys } from '../../errors.ts';
import { methodOf } from '../../adapter-config.ts';
import type { AdapterConfig } from '../../registry.ts';
import type { Layer } from '../../slot.ts';
import { fromPeftConfig } from '../peft-config.ts';
import type { Dialect, TensorPlace } from '../dialect.ts';
import type { Source } from '../source.ts';
import { peftPrefix } from '../encode.ts';
import { loraLayers } from './lora-layers.ts';

/** PEFT's folder layout: LoRA and DoRA as PEFT writes them, and our own `SINGLORA` type. */
export const peft: Dialect = {
  name: 'PEFT',
  recognises: ({ file, settings }) =>
    settings?.['peft_type'] !== undefined && file.names.some((name) => name.startsWith(peftPrefix)),
  read(source) {
    const { config, u, layers, fanInFanOut, baseModel } = fromPeftConfig(
      source.where,
      source.settings ?? {},
    );
    const { entries, whole } = splitAdapterKeys(source, config, declaredKeys(config));
    return {
      config,
      u,
      entries,
      whole,
      layers: layers.size > 0 ? layers : loraLayers(source, entries, fanInFanOut),
      ...(baseModel !== undefined && { baseModel }),
    };
  },
};

/** Every key that the method declares for some kind of layer. */
function declaredKeys(config: AdapterConfig): string[] {
  const method = methodOf(config);
  const specs = method.kinds.flatMap((kind): { key: string }[] => {
    const layer: Layer = { kind, inFeatures: 1, outFeatures: 1 };
    return Object.values(method.parameters(layer, config));
  });
  return [...new Set(specs.map(({ key }) => key))];
}

/** Splits the names of a file's tensors into those of adapted layers and those of modules trained whole. */
export function splitAdapterKeys(
  { where, file }: Source,
  { modules_to_save: modules = [] }: AdapterConfig,
  keys: readonly string[],
): { entries: TensorPlace[]; whole: Map<string, string> } {
  const entries: TensorPlace[] = [];
  const whole = new Map<string, string>();
  const strays: string[] = [];
  for (const name of file.names) {
    const path = name.startsWith(peftPrefix) ? name.slice(peftPrefix.length) : undefined;
    const key = keys.find((candidate) => path?.endsWith(`.${candidate}`));
    if (path !== undefined && key !== undefined) {
      entries.push({ file: name, layer: path.slice(0, -key.length - 1), key });
    } else if (path !== undefined && modules.some((module) => `.${path}`.includes(`.${module}.`))) {
      whole.set(name, path);
    } else {
      strays.push(name);
    }
  }
  if (strays.length > 0) throw unexpectedKeys(where, strays, []);
  if (entries.length === 0) throw badFile(where, 'it holds no adapted layer');
  return { entries, whole };
}
