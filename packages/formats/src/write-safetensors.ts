import { encodeSafetensors, type TensorData } from './encode-safetensors.ts';
import { writeFileAtomic } from './write-atomic.ts';

/**
 * Writes a safetensors file atomically, streaming the tensors from where they are.
 *
 * @throws FormatError `FORMAT_SAFETENSORS` when a shape does not match its data, `FORMAT_DISK_FULL`, `FORMAT_UNWRITABLE`
 */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorData>>,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  await writeFileAtomic(path, encodeSafetensors(path, tensors, metadata));
}
