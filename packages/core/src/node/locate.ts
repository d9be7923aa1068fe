import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { noAdapterIn } from '../errors.ts';
import { mlxFile } from '../files/encode-mlx.ts';
import { diffusersFile } from '../files/encode.ts';
import { firstFile } from './in-folder.ts';

/** PEFT's, diffusers', mlx-lm's, AdapterHub's and LitGPT's names for the file of an adapter's tensors, in the order in which they are looked for. */
const names = [
  'adapter_model.safetensors',
  'adapter_model.safetensors.index.json',
  'adapter_model.bin',
  diffusersFile,
  'pytorch_lora_weights.bin',
  mlxFile,
  'pytorch_adapter.bin',
  'adapter.safetensors',
  'lit_model.pth.lora',
] as const;

/** How deep folders are searched: a trainer's `checkpoint-500/`, a pipeline's `unet/`, an adapter's name in both. */
const deepest = 2;
const mostNamed = 10;

/**
 * The file of an adapter's tensors, or their index, in a folder.
 * @throws {CoreError} naming the adapters in folders within it, or what else it holds
 */
export async function locateTensors(folder: string): Promise<string> {
  const own = await tensorsIn(folder);
  if (own !== undefined) return own;
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  throw noAdapterIn(folder, await adaptersWithin(folder), files.filter(isOfTensors));
}

const isOfTensors = (name: string): boolean => /\.(safetensors|bin|pt|pth|ckpt)$/.test(name);

const tensorsIn = (folder: string) => firstFile(folder, names);

/** The folders within one that hold an adapter, by name. */
async function adaptersWithin(folder: string, depth = 1): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isDirectory())) {
    if (found.length >= mostNamed) break;
    const path = join(folder, entry.name);
    if ((await tensorsIn(path)) !== undefined) found.push(path);
    else if (depth < deepest) found.push(...(await adaptersWithin(path, depth + 1)));
  }
  return found.sort().slice(0, mostNamed);
}
