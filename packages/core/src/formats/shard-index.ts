import { readFile, stat } from 'node:fs/promises';
import { shardsError, unreadable } from './errors.ts';
import { isObject, parseJson } from './json-bounds.ts';
import { memoryFor } from './memory-budget.ts';
import { quoted } from './quoted.ts';

/** The content of a `model.safetensors.index.json`: the file of each tensor. */
export interface ShardIndex {
  /** The files, beside the index, in the order of their names. */
  readonly files: readonly string[];
  readonly fileOf: ReadonlyMap<string, string>;
}

// The index of a model with 10,000 tensors has about 1 MB.
const maxIndexBytes = 50_000_000;
/** The name of a file beside the index, not a path elsewhere. */
const plainName = /^[\w-][\w.-]*\.(safetensors|bin)$/;

async function readIndex(path: string): Promise<Uint8Array> {
  try {
    if ((await stat(path)).size <= maxIndexBytes) return await readFile(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw shardsError(path, `it is longer than the ${maxIndexBytes} bytes allowed`);
}

/**
 * Reads the index of a sharded checkpoint.
 *
 * @throws FormatError `FORMAT_SHARDS` for invalid content, such as a path that leaves the folder; `FORMAT_UNREADABLE`
 */
export async function readShardIndex(path: string): Promise<ShardIndex> {
  const fail = (problem: string) => shardsError(path, problem);
  const inIndex = (problem: string) => fail(`it ${problem}`);
  const json = await readIndex(path);
  const parsed = parseJson(json, memoryFor(json.length) - 2 * json.length, inIndex);
  const map = (parsed as { weight_map?: unknown } | null)?.weight_map;
  if (!isObject(map)) throw inIndex('has no weight_map that is an object');
  const fileOf = new Map<string, string>();
  for (const [name, file] of Object.entries(map)) {
    const what = `tensor ${quoted(name)} is in ${quoted(file)}`;
    if (typeof file !== 'string' || !plainName.test(file))
      throw fail(`${what}, which is not the name of a .safetensors or .bin file beside it`);
    fileOf.set(name, file);
  }
  if (fileOf.size === 0) throw fail('its weight_map is empty');
  return { files: [...new Set(fileOf.values())].sort(), fileOf };
}
