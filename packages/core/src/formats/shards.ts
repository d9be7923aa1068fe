import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { shardsError, unknownTensor } from './errors.ts';
import { openStateDict } from './open-state-dict.ts';
import { quoted } from './quoted.ts';
import { readShardIndex, type ShardIndex } from './shard-index.ts';
import type { StateDictFile } from './tensor-file.ts';

/** Checks that every name in the index is in its shard, and every name in a shard is in the index. */
function check(path: string, { fileOf }: ShardIndex, opened: ReadonlyMap<string, StateDictFile>) {
  const fail = (problem: string) => shardsError(path, problem);
  for (const [name, file] of fileOf)
    if (!opened.get(file)?.has(name))
      throw fail(`tensor ${quoted(name)} should be in ${file}, which does not hold it`);
  for (const [file, shard] of opened) {
    for (const name of shard.names) {
      const listed = fileOf.get(name);
      if (listed === undefined)
        throw fail(`${file} holds tensor ${quoted(name)}, which the index does not list`);
      if (listed !== file) throw fail(`both ${listed} and ${file} hold tensor ${quoted(name)}`);
    }
  }
}

/**
 * Opens a sharded checkpoint by its `model.safetensors.index.json` or `pytorch_model.bin.index.json` as if it were one file; an info's
 * bytes are counted in the shard that holds the tensor. Close it when done.
 *
 * @throws FormatError `FORMAT_SHARDS` where index and shards do not match, and as `openStateDict`
 */
export async function openShards(path: string): Promise<StateDictFile> {
  const index = await readShardIndex(path);
  const opened = new Map<string, StateDictFile>();
  const close = async () => {
    await Promise.all([...opened.values()].map((shard) => shard.close()));
  };
  try {
    for (const file of index.files) {
      const shard = join(dirname(path), file);
      const found = await stat(shard).catch(() => undefined);
      if (!found?.isFile()) throw shardsError(path, `its shard ${file} is not beside it`);
      opened.set(file, await openStateDict(shard));
    }
    check(path, index, opened);
  } catch (error) {
    await close();
    throw error;
  }
  const names = [...opened.values()].flatMap((shard) => shard.names);
  const shardOf = (name: string): StateDictFile => {
    const shard = opened.get(index.fileOf.get(name) ?? '');
    if (!shard) throw unknownTensor(path, name, names);
    return shard;
  };
  return {
    where: path,
    metadata: Object.assign({}, ...[...opened.values()].map((shard) => shard.metadata)) as Record<
      string,
      string
    >,
    names,
    has: (name) => index.fileOf.has(name),
    info: (name) => shardOf(name).info(name),
    read: async (name) => shardOf(name).read(name),
    readFloat32: async (name) => shardOf(name).readFloat32(name),
    close,
  };
}
