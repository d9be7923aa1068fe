import { readShardIndex } from '@singlora/core/formats';
import { join } from 'node:path';
import type { AssetFile, Assets } from './assets.ts';
import { noWeights, notACheckpoint, severalWeights } from './errors.ts';
import { checkFileName } from './names.ts';
import type { Place } from './place.ts';
import type { Selection, Taken } from './selection.ts';

const [config, tokenizer] = ['config.json', 'tokenizer.json'] as const;
const whole = 'model.safetensors';
/** Names of the weights as safetensors: one file, or the index of several. Pickles are read as data. */
const safe: readonly string[] = [whole, 'model.safetensors.index.json'];
const pickled: readonly string[] = ['pytorch_model.bin', 'pytorch_model.bin.index.json'];
/** The names that a model's weights may have; the first that exists is taken. */
export const weightNames: readonly string[] = [...safe, ...pickled];
const isIndex = (name: string): boolean => name.endsWith('.index.json');

/**
 * Chooses a checkpoint's files among those present: config.json and tokenizer.json with model.safetensors
 * or its index of shards; or else a single GGUF file, which holds everything; or else pytorch_model.bin
 * or its index of shards.
 */
function choose({ where }: Place, present: readonly string[]): readonly string[] {
  const withConfig = (names: readonly string[]) => {
    const weights = names.find((name) => present.includes(name));
    return weights === undefined ? undefined : [config, weights, tokenizer];
  };
  const found = withConfig(safe);
  if (found) return found;
  const gguf = present.filter((name) => name.endsWith('.gguf') && !name.includes('/'));
  const [only, ...others] = gguf;
  if (only !== undefined && others.length === 0) return [only];
  if (others.length > 0) throw severalWeights(where, 'GGUF files', gguf);
  const old = withConfig(pickled);
  if (old) return old;
  throw noWeights(where);
}

/** A model's weights, configuration and tokenizer, in any form that the place has. */
export const checkpoint: Selection = {
  single: /\.gguf$/,
  needed: `${config}, ${tokenizer} and ${whole} (or its shards), or one .gguf file, are needed`,
  take: async (place) => {
    const files = choose(place, await place.list());
    return withShards(place, files);
  },
};

/** Brings files, including the shards that an index lists. */
export async function withShards(place: Place, files: readonly string[]): Promise<Taken> {
  files.forEach(checkFileName);
  const folder = await place.bring(files);
  const index = files.find(isIndex);
  if (index === undefined) return { folder, files };
  const shards = (await readShardIndex(join(folder, index))).files;
  await place.bring(shards);
  return { folder, files: [...files, ...shards] };
}

/** The files of a model by their content; a GGUF model has a single file for all. */
export interface CheckpointFiles {
  readonly config: AssetFile;
  /** The weights; for a sharded model the index, with the shards beside it. */
  readonly weights: AssetFile;
  readonly tokenizer: AssetFile;
}

/** @throws HubError `HUB_NOT_FOUND` for assets that are not a checkpoint */
export function checkpointFiles({ id, files }: Assets): CheckpointFiles {
  const gguf = Object.values(files).find(({ name }) => name.endsWith('.gguf'));
  const weights = weightNames.find((name) => Object.hasOwn(files, name));
  const found = {
    config: files[config] ?? gguf,
    weights: weights === undefined ? gguf : files[weights],
    tokenizer: files[tokenizer] ?? gguf,
  };
  for (const [part, file] of Object.entries(found)) {
    if (!file) throw notACheckpoint(id, part, Object.keys(files));
  }
  return found as CheckpointFiles;
}
