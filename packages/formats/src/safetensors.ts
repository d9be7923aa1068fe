import { elementBytes, toFloat32, widenings, type TensorView } from './dtype.ts';
import { notFloats, unknownTensor } from './errors.ts';
import { bytesInMemory, closedOnError, openBytes, type FileBytes } from './file-bytes.ts';
import { readFloats } from './read-floats.ts';
import { headerLength, parseHeader, type TensorInfo } from './safetensors-header.ts';
import type { TensorFile } from './tensor-file.ts';

/** An open safetensors file whose header has been checked; see https://github.com/huggingface/safetensors. */
export interface SafetensorsFile extends TensorFile {
  /** In the order of their bytes. */
  readonly names: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  /** @throws FormatError when there is no such tensor. */
  info(name: string): TensorInfo;
  /** The tensor's bytes, read once, straight into the array that is returned. */
  read(name: string): Promise<TensorView>;
}

async function over(where: string, bytes: FileBytes): Promise<SafetensorsFile> {
  const length = headerLength(where, await bytes.read(0, Math.min(8, bytes.size)), bytes.size);
  const { tensors, metadata } = parseHeader(where, await bytes.read(8, 8 + length), bytes.size);
  const names = [...tensors.keys()];
  const info = (name: string): TensorInfo => {
    const found = tensors.get(name);
    if (!found) throw unknownTensor(where, name, names);
    return found;
  };
  const read = async (name: string): Promise<TensorView> => {
    const { dtype, shape, start, end } = info(name);
    return { dtype, shape, bytes: await bytes.read(start, end) };
  };
  return {
    where,
    names,
    metadata,
    has: (name) => tensors.has(name),
    info,
    read,
    readFloat32: async (name) => {
      const { dtype, start, end } = info(name);
      if (dtype === 'F32') return toFloat32(await read(name)); // nothing to widen
      const widen = widenings[dtype];
      if (!widen) throw notFloats(dtype, `Tensor "${name}" in ${where}`);
      return readFloats(bytes, start, end, { numbers: 1, bytes: elementBytes[dtype] }, widen);
    },
    close: () => bytes.close(),
  };
}

/**
 * Opens a file and checks its whole header, treating it as hostile. Close it when done.
 *
 * @throws FormatError `FORMAT_SAFETENSORS` for unsound content, `FORMAT_UNREADABLE` for the file system's errors
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const bytes = await openBytes(path);
  return closedOnError(bytes, () => over(path, bytes));
}

/** The same over bytes in memory; tensors are views of them, not copies. */
export function parseSafetensors(bytes: Uint8Array, where = 'The data'): Promise<SafetensorsFile> {
  return over(where, bytesInMemory(bytes));
}
