import { readFile } from 'node:fs/promises';
import {
  openGguf,
  openShards,
  openStateDict,
  parseJson,
  type TensorFile,
} from '@singlora/core/formats';
import { unreadableConfig } from './errors.ts';
import { ggufConfig } from './gguf/config.ts';
import { asHuggingFace } from './gguf/names.ts';

/** The memory that a configuration may take, in bytes: a thousand times what models' take. */
const configMemory = 2 ** 25;

const isGguf = (path: string): boolean => path.endsWith('.gguf');

/**
 * Opens a checkpoint's weights under Hugging Face's names: a safetensors file or a PyTorch one, the index
 * of sharded ones, or a GGUF file.
 * @throws {FormatError} for an invalid file; {ModelError} `MODEL_UNSUPPORTED` for a GGUF architecture
 */
export async function openWeights(path: string): Promise<TensorFile> {
  if (!isGguf(path)) return path.endsWith('.json') ? openShards(path) : openStateDict(path);
  const file = await openGguf(path);
  try {
    return asHuggingFace(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * The content of a config.json, or what a GGUF file states instead.
 * @throws {ModelError} `MODEL_CONFIG`
 */
export async function readConfig(path: string): Promise<unknown> {
  if (isGguf(path)) {
    const file = await openGguf(path);
    try {
      return await ggufConfig(file);
    } finally {
      await file.close();
    }
  }
  try {
    const bytes = await readFile(path);
    return parseJson(bytes, configMemory, (problem) => new Error(`it ${problem}`));
  } catch (cause) {
    throw unreadableConfig(path, cause);
  }
}
