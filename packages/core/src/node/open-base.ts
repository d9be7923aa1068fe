import { dirname, join } from 'node:path';
import { openShards, openStateDict, readShardIndex, type StateDictFile } from '@singlora/formats';
import { badFile } from '../errors.ts';
import { firstFile, isFolder } from './in-folder.ts';

/** A base model's checkpoint, opened. */
export interface BaseModel {
  readonly file: StateDictFile;
  /** The files that it lies in. */
  readonly paths: readonly string[];
}

/** What transformers and diffusers call a checkpoint, in the order in which they look. */
const checkpoints = [
  'model.safetensors',
  'model.safetensors.index.json',
  'diffusion_pytorch_model.safetensors',
  'diffusion_pytorch_model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
] as const;

/**
 * Opens a base model: a file of tensors, the index of a sharded one, or the folder of either. Close `file` when done.
 * @throws {CoreError} for a folder without a checkpoint; FormatError
 */
export async function openBase(path: string): Promise<BaseModel> {
  const chosen = await checkpointIn(path);
  const isIndex = chosen.endsWith('.index.json');
  const shards = isIndex ? (await readShardIndex(chosen)).files : [];
  const file = await (isIndex ? openShards(chosen) : openStateDict(chosen));
  const paths = [chosen, ...shards.map((shard) => join(dirname(chosen), shard))];
  return { file, paths };
}

async function checkpointIn(path: string): Promise<string> {
  if (!(await isFolder(path))) return path;
  const found = await firstFile(path, checkpoints);
  if (found === undefined)
    throw badFile(path, `the folder holds no checkpoint (${checkpoints.join(', ')})`);
  return found;
}
