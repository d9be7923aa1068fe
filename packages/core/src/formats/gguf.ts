import { ggufError } from './errors.ts';
import { closedOnError, type FileBytes } from './file-bytes.ts';
import { openBytes } from './open-bytes.ts';
import { maxStartBytes, parseStart } from './file-start.ts';
import { parseGgufHeader, type GgufHeader } from './gguf-header.ts';
import type { GgufMetadata } from './gguf-metadata.ts';
import { readFloats } from './read-floats.ts';
import { fileOf, type TensorFile } from './tensor-file.ts';

/** An open GGUF file, as llama.cpp writes them: a model's weights, often quantised, with its configuration and tokenizer. */
export interface GgufFile extends TensorFile {
  readonly version: number;
  readonly metadata: GgufMetadata;
}

function readHeader(path: string, bytes: FileBytes): Promise<GgufHeader> {
  return parseStart(
    bytes,
    (first) => parseGgufHeader(path, first, bytes.size),
    () => ggufError(path, `its header is longer than the ${maxStartBytes} bytes allowed`),
  );
}

/**
 * Opens a GGUF file (version 2 or 3, little-endian) and checks its whole header, treating it as
 * hostile. `readFloat32` dequantises. Close it when done.
 *
 * @throws FormatError `FORMAT_GGUF` for invalid content, `FORMAT_GGUF_TYPE` for a tensor of a type
 *   that cannot be read, `FORMAT_UNREADABLE` for the file system's errors
 */
export async function openGguf(path: string): Promise<GgufFile> {
  const bytes = await openBytes(path);
  const { version, metadata, tensors } = await closedOnError(bytes, () => readHeader(path, bytes));
  const file = fileOf(path, tensors);
  return {
    ...file,
    version,
    metadata,
    readFloat32: async (name) => {
      const { start, end, block } = file.info(name);
      return readFloats(bytes, start, end, block, block.dequantise);
    },
    close: () => bytes.close(),
  };
}
