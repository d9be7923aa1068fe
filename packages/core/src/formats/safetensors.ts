import { elementBytes, toFloat32, widenings, type TensorView } from './dtype.ts';
import { notFloats } from './errors.ts';
import { bytesInMemory, type FileBytes } from './file-bytes.ts';
import { readFloats } from './read-floats.ts';
import { headerLength, parseHeader } from './safetensors-header.ts';
import { fileOf, type StateDictFile } from './tensor-file.ts';

/** The tensors of a file with a valid header. @throws FormatError `FORMAT_SAFETENSORS` otherwise */
export async function safetensorsOver(where: string, bytes: FileBytes): Promise<StateDictFile> {
  const length = headerLength(where, await bytes.read(0, Math.min(8, bytes.size)), bytes.size);
  const { tensors, metadata } = parseHeader(where, await bytes.read(8, 8 + length), bytes.size);
  const file = fileOf(where, tensors);
  const { info } = file;
  const read = async (name: string): Promise<TensorView> => {
    const { dtype, shape, start, end } = info(name);
    return { dtype, shape, bytes: await bytes.read(start, end) };
  };
  return {
    ...file,
    metadata,
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

/** The metadata of a file in memory. @throws FormatError `FORMAT_SAFETENSORS` for an invalid header */
export function safetensorsMetadata(bytes: Uint8Array, where: string) {
  const length = headerLength(where, bytes.subarray(0, 8), bytes.length);
  return parseHeader(where, bytes.subarray(8, 8 + length), bytes.length).metadata;
}

/** Like `openSafetensors`, over bytes in memory; tensors are views of them, not copies. */
export function parseSafetensors(bytes: Uint8Array, where = 'The data'): Promise<StateDictFile> {
  return safetensorsOver(where, bytesInMemory(bytes));
}
