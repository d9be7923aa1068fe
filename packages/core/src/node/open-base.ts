import { dirname, join } from 'node:path';
import { openShards, openStateDict, readShardIndex, type StateDictFile } from '../formats/index.ts';
import { badFile } from '../errors.ts';
import { firstFile, isFolder } from './in-folder.ts';

/** A base model's checkpoint, opened. */
export interface BaseModel {
  readonly file: StateDictFile;
  /** The files that hold it. */
  readonly paths: readonly string[];
}

/** transformers' and diffusers' names for a checkpoint, in the order in which they look. */
const checkpoints = [
  'model.safetensors',
  'model.safetensors.index.json',
  'diffusion_pytorch_model.safetensors',
  'diffusion_pytorch_model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
  'diffusion_pytorch_model.bin',
  'diffusion_pytorch_model.bin.index.json',
] as const;

/**
 * Opens a base model: a file of tensors, the index of a sharded one, or the folder of either. Close `file` when done.
 * @throws {CoreError} for a folder without a checkpoint; FormatError
 */
export async function openBase(path: string): Promise<BaseModel> {
  const chosen = await checkpointIn(path);
  const paths = await shardsOf(chosen);
  const file = await (isIndex(chosen) ? openShards(chosen) : openStateDict(chosen));
  return { file, paths };
}

/** Whether a path is that of an index, such as `model.safetensors.index.json` or diffusers' `….safetensors.index.fp16.json`. */
export const isIndex = (path: string): boolean => /\.index(\.\w+)?\.json$/.test(path);

/** A file of tensors, or an index of several and those that it names. */
export async function shardsOf(path: string): Promise<string[]> {
  const shards = isIndex(path) ? (await readShardIndex(path)).files : [];
  return [path, ...shards.map((shard) => join(dirname(path), shard))];
}

/** The files that hold a base model. */
export const filesOfBase = async (path: string): Promise<string[]> =>
  shardsOf(await checkpointIn(path));

async function checkpointIn(path: string): Promise<string> {
  if (!(await isFolder(path))) return path;
  const found = await firstFile(path, checkpoints);
  if (found === undefined)
    throw badFile(
      path,
      `the folder holds no checkpoint (${checkpoints.join(', ')}); name a file or an index that is called otherwise`,
    );
  return found;
}
