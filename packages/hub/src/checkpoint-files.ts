import { readShardIndex } from '@singlora/formats';
import { join } from 'node:path';
import type { AssetFile, Assets } from './assets.ts';
import { noWeights, notACheckpoint, onlyPickled, severalGguf } from './errors.ts';
import { checkFileName } from './names.ts';
import type { Place } from './place.ts';
import type { Selection } from './selection.ts';

const [whole, index, config, tokenizer] = [
  ...['model.safetensors', 'model.safetensors.index.json', 'config.json', 'tokenizer.json'],
] as const;

/**
 * The files of a checkpoint among those that a place has: config.json and tokenizer.json with
 * model.safetensors or the index of its shards, or else the one GGUF file, which holds all of it.
 */
function choose({ where }: Place, present: readonly string[]): readonly string[] {
  const weights = [whole, index].find((name) => present.includes(name));
  if (weights !== undefined) return [config, weights, tokenizer];
  const gguf = present.filter((name) => name.endsWith('.gguf') && !name.includes('/'));
  const [only, ...others] = gguf;
  if (only !== undefined && others.length === 0) return [only];
  if (others.length > 0) throw severalGguf(where, gguf);
  const pickled = present.find((name) => /^pytorch_model.*\.bin$/.test(name));
  throw pickled === undefined ? noWeights(where) : onlyPickled(where, pickled);
}

/** A model's weights, configuration and tokenizer, in whichever of the forms the place has. */
export const checkpoint: Selection = {
  needed: `${config}, ${tokenizer} and ${whole} (or its shards), or one .gguf file, are needed`,
  take: async (place) => {
    const files = choose(place, await place.list());
    files.forEach(checkFileName);
    const folder = await place.bring(files);
    if (!files.includes(index)) return { folder, files };
    const shards = (await readShardIndex(join(folder, index))).files;
    await place.bring(shards);
    return { folder, files: [...files, ...shards] };
  },
};

/** Which file has what; of a GGUF model it is one and the same. */
export interface CheckpointFiles {
  readonly config: AssetFile;
  /** Of a sharded model the index; its shards lie beside it. */
  readonly weights: AssetFile;
  readonly tokenizer: AssetFile;
}

/** @throws HubError `HUB_NOT_FOUND` for assets that are no checkpoint */
export function checkpointFiles({ id, files }: Assets): CheckpointFiles {
  const gguf = Object.values(files).find(({ name }) => name.endsWith('.gguf'));
  const found = {
    config: files[config] ?? gguf,
    weights: files[whole] ?? files[index] ?? gguf,
    tokenizer: files[tokenizer] ?? gguf,
  };
  for (const [part, file] of Object.entries(found)) {
    if (!file) throw notACheckpoint(id, part, Object.keys(files));
  }
  return found as CheckpointFiles;
}
