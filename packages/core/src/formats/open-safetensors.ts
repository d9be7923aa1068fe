import { closedOnError } from './file-bytes.ts';
import { openBytes } from './open-bytes.ts';
import { safetensorsOver } from './safetensors.ts';
import type { StateDictFile } from './tensor-file.ts';

/**
 * Opens a file (https://github.com/huggingface/safetensors) and checks its whole header, treating it as hostile. Its
 * tensors are in the order of their bytes. Close it when done.
 *
 * @throws FormatError `FORMAT_SAFETENSORS` for invalid content, `FORMAT_UNREADABLE` for the file system's errors
 */
export async function openSafetensors(path: string): Promise<StateDictFile> {
  const bytes = await openBytes(path);
  return closedOnError(bytes, () => safetensorsOver(path, bytes));
}
