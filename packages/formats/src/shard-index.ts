import { readFile, stat } from 'node:fs/promises';
import { shardsError, unreadable } from './errors.ts';
import { duplicateName } from './json-names.ts';

/** What a `model.safetensors.index.json` says: in which file each tensor is. */
export interface ShardIndex {
  /** The files, which lie beside the index, in the order of their names. */
  readonly files: readonly string[];
  readonly fileOf: ReadonlyMap<string, string>;
}

// The index of a model of 10,000 tensors has about 1 MB.
const maxIndexBytes = 50_000_000;
/** A file beside the index: no path that leads elsewhere. */
const plainName = /^[\w-][\w.-]*\.safetensors$/;

async function readText(path: string): Promise<string> {
  try {
    if ((await stat(path)).size <= maxIndexBytes) return await readFile(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw shardsError(path, `it is longer than the ${maxIndexBytes} bytes allowed`);
}

function parse(path: string, text: string): object {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw shardsError(path, 'it is not JSON');
  }
  const map = (parsed as { weight_map?: unknown } | null)?.weight_map;
  if (typeof map !== 'object' || map === null || Array.isArray(map))
    throw shardsError(path, 'it has no weight_map that is an object');
  const twice = duplicateName(text);
  if (twice !== undefined) throw shardsError(path, `it holds the name "${twice}" twice`);
  return map;
}

/**
 * Reads the index of a sharded checkpoint.
 *
 * @throws FormatError `FORMAT_SHARDS` for unsound content, a path that leaves the folder among it; `FORMAT_UNREADABLE`
 */
export async function readShardIndex(path: string): Promise<ShardIndex> {
  const entries = Object.entries(parse(path, await readText(path)));
  const fileOf = new Map<string, string>();
  for (const [name, file] of entries as [string, unknown][]) {
    if (typeof file !== 'string' || !plainName.test(file)) {
      const what = `tensor "${name}" is in ${JSON.stringify(file)}`;
      throw shardsError(path, `${what}, which is not the name of a .safetensors file beside it`);
    }
    fileOf.set(name, file);
  }
  if (fileOf.size === 0) throw shardsError(path, 'its weight_map is empty');
  return { files: [...new Set(fileOf.values())].sort(), fileOf };
}
