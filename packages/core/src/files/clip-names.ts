import type { StateDictFile } from '../formats/bytes.ts';
import { configForLayer } from '../targets.ts';
import type { AdapterArchive } from './archive.ts';
import { withParts } from './dialects/file-parts.ts';
import { rankSettings } from './dialects/ranks.ts';
import { peftPrefix } from './peft-names.ts';

/**
 * The part of a name that transformers 4 has in a `CLIPTextModel`, and transformers 5 leaves out. PEFT ignores tensors of other
 * names, so that its files have each tensor under both.
 */
const part = 'text_model.';
const named = new RegExp(`^${peftPrefix}${part}`);

const short = (name: string): string => (name.startsWith(part) ? name.slice(part.length) : name);

/** Whether an adapter's layers are those of CLIP's text encoder, named as in transformers 4. */
export const isOfClipText = ({ layers }: AdapterArchive): boolean =>
  layers.every(({ name }) => name.startsWith(`${part}encoder.layers.`));

/** A file's tensors, each also under its name in transformers 5. */
export const inBothNames = <T>(tensors: Readonly<Record<string, T>>): Record<string, T> => ({
  ...tensors,
  ...Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name.replace(named, peftPrefix), tensor]),
  ),
});

/** The adapter with settings that name its layers by their ends, which both versions of transformers have. */
export function namedByEnds(archive: AdapterArchive): AdapterArchive {
  const { config, layers, tokens } = archive;
  const { exclude_modules, layers_to_transform, layers_pattern, ...rest } = config;
  const ranked = layers.map(({ name }) => {
    const { r, lora_alpha } = configForLayer(config, name);
    return [short(name), r, lora_alpha] as const;
  });
  const { target_modules, rank_pattern, alpha_pattern, modules_to_save } = config;
  const patterns = { target_modules, exclude_modules, rank_pattern, alpha_pattern };
  const isNamed = JSON.stringify(patterns).includes('text_model');
  const ranks = rankSettings(ranked);
  const ends = <T>(settings: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(settings).map(([name, own]) => [name.slice(1), own]));
  const own = {
    ...ranks,
    rank_pattern: ends(ranks.rank_pattern),
    alpha_pattern: ends(ranks.alpha_pattern),
    target_modules: ranked.map(([name]) => name),
  };
  return {
    ...archive,
    config: {
      ...(isNamed ? { ...rest, ...own } : config),
      ...(modules_to_save && { modules_to_save: modules_to_save.map(short) }),
    },
    ...(tokens && {
      tokens: Object.fromEntries(Object.entries(tokens).map(([name, rows]) => [short(name), rows])),
    }),
  };
}

/** A file of PEFT's without the tensors that {@link inBothNames} added. */
export function withoutShortNames(file: StateDictFile): StateDictFile {
  const names = file.names.filter((name) => !file.has(name.replace(peftPrefix, peftPrefix + part)));
  return names.length < file.names.length ? withParts(file, names, new Map()) : file;
}

/** The name of a layer in a model that has it under its name in transformers 4; a whole CLIP has it twice, of which none is chosen. */
export function nameInModel(layer: string, names: readonly string[]): string {
  const held = ['', part, 'vision_model.'].filter((prefix) => names.includes(prefix + layer));
  return held.join() === part ? part + layer : layer;
}
