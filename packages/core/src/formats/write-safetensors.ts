import {
  encodeSafetensors,
  streamedSafetensors,
  type TensorData,
  type TensorSource,
} from './encode-safetensors.ts';
import { writeFileAtomic } from './write-atomic.ts';

/**
 * Writes a safetensors file atomically, streaming the tensors without copies.
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

/**
 * Like {@link writeSafetensors}, with two tensors in memory at a time. If making one fails, the old file is kept.
 *
 * @throws whatever a tensor's `read` throws
 */
export async function streamSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorSource>>,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  await writeFileAtomic(path, streamedSafetensors(path, tensors, metadata));
}
