import { closedOnError } from './file-bytes.ts';
import { openBytes } from './open-bytes.ts';
import { openSafetensors } from './open-safetensors.ts';
import { isPickled } from './pickle/first-bytes.ts';
import { openPickle } from './pickle/open.ts';
import type { StateDictFile } from './tensor-file.ts';

/** Names of pickles; they decide the error for a file of neither kind. */
const pickleName = /\.(bin|pt|pth|ckpt)$/;

/** Whether a file's first bytes are those of safetensors: JSON follows the header's length. */
const isSafetensors = (head: Uint8Array): boolean => head[8] === 0x7b;

/**
 * Opens a state dict by its content, whatever its name: safetensors, or the output of `torch.save`, read as data. Close
 * it when done.
 *
 * @throws FormatError as `openSafetensors` and `openPickle`
 */
export async function openStateDict(path: string): Promise<StateDictFile> {
  const bytes = await openBytes(path);
  const head = await closedOnError(bytes, () => bytes.read(0, Math.min(16, bytes.size)));
  await bytes.close();
  return isPickled(head) || (pickleName.test(path) && !isSafetensors(head))
    ? openPickle(path)
    : openSafetensors(path);
}
