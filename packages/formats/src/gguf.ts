import { ggufError, unknownTensor } from './errors.ts';
import { closedOnError, openBytes, type FileBytes } from './file-bytes.ts';
import { parseGgufHeader, type GgufHeader, type GgufTensor } from './gguf-header.ts';
import type { GgufMetadata } from './gguf-metadata.ts';
import { readFloats } from './read-floats.ts';
import type { TensorFile } from './tensor-file.ts';

/** An open GGUF file, as llama.cpp writes them: a model's weights, often quantised, and all there is to say of it. */
export interface GgufFile extends TensorFile {
  readonly version: number;
  readonly metadata: GgufMetadata;
}

/** How much of the file is looked at first, for its header; four times as much wherever that is too little. */
const firstLook = 1 << 20;
/** Vocabularies of the largest models take some 15 MB; more than this only fills the memory. */
const maxHeaderBytes = 100_000_000;

async function readHeader(path: string, bytes: FileBytes): Promise<GgufHeader> {
  for (let look = firstLook; ; look *= 4) {
    const length = Math.min(look, bytes.size, maxHeaderBytes);
    const header = parseGgufHeader(path, await bytes.read(0, length), bytes.size);
    if (header) return header;
    if (length === maxHeaderBytes)
      throw ggufError(path, `its header is longer than the ${maxHeaderBytes} bytes allowed`);
  }
}

/**
 * Opens a GGUF file (version 2 or 3, little-endian) and checks its whole header, treating it as
 * hostile. `readFloat32` dequantises. Close it when done.
 *
 * @throws FormatError `FORMAT_GGUF` for unsound content, `FORMAT_GGUF_TYPE` for a tensor of a type
 *   that cannot be read, `FORMAT_UNREADABLE` for the file system's errors
 */
export async function openGguf(path: string): Promise<GgufFile> {
  const bytes = await openBytes(path);
  const { version, metadata, tensors } = await closedOnError(bytes, () => readHeader(path, bytes));
  const names = [...tensors.keys()];
  const info = (name: string): GgufTensor => {
    const found = tensors.get(name);
    if (!found) throw unknownTensor(path, name, names);
    return found;
  };
  return {
    where: path,
    names,
    version,
    metadata,
    has: (name) => tensors.has(name),
    info,
    readFloat32: async (name) => {
      const { start, end, block } = info(name);
      return readFloats(bytes, start, end, block, block.dequantise);
    },
    close: () => bytes.close(),
  };
}
