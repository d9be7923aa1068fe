import { open } from 'node:fs/promises';
import type { TensorView } from './dtype.ts';
import { FormatError, unknownTensor, unreadable } from './errors.ts';
import { headerLength, parseHeader, type TensorInfo } from './safetensors-header.ts';

/** An open safetensors file whose header has been checked; see https://github.com/huggingface/safetensors. */
export interface SafetensorsFile {
  /** In the order of their bytes. */
  readonly names: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  has(name: string): boolean;
  /** @throws FormatError when there is no such tensor. */
  info(name: string): TensorInfo;
  /** The tensor's bytes, read once, straight into the array that is returned. */
  read(name: string): Promise<TensorView>;
  close(): Promise<void>;
}

interface Bytes {
  readonly size: number;
  /** `[start, end)`, which lies inside the file. */
  read(start: number, end: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

async function over(where: string, bytes: Bytes): Promise<SafetensorsFile> {
  const length = headerLength(where, await bytes.read(0, Math.min(8, bytes.size)), bytes.size);
  const { tensors, metadata } = parseHeader(where, await bytes.read(8, 8 + length), bytes.size);
  const names = [...tensors.keys()];
  const info = (name: string): TensorInfo => {
    const found = tensors.get(name);
    if (!found) throw unknownTensor(where, name, names);
    return found;
  };
  return {
    names,
    metadata,
    has: (name) => tensors.has(name),
    info,
    read: async (name) => {
      const { dtype, shape, start, end } = info(name);
      return { dtype, shape, bytes: await bytes.read(start, end) };
    },
    close: () => bytes.close(),
  };
}

async function fileBytes(path: string): Promise<Bytes> {
  const file = await open(path);
  const { size } = await file.stat();
  return {
    size,
    read: async (start, end) => {
      const target = new Uint8Array(end - start);
      for (let done = 0; done < target.byteLength;) {
        const { bytesRead } = await file.read(target, done, target.byteLength - done, start + done);
        if (bytesRead === 0)
          throw new Error(`it ends at byte ${start + done}, sooner than when it was opened`);
        done += bytesRead;
      }
      return target;
    },
    close: () => file.close(),
  };
}

/**
 * Opens a file and checks its whole header, treating it as hostile. Close it when done.
 *
 * @throws FormatError `FORMAT_SAFETENSORS` for unsound content, `FORMAT_UNREADABLE` for the file system's errors
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const readable = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      throw cause instanceof FormatError ? cause : unreadable(path, cause);
    }
  };
  const bytes = await readable(fileBytes(path));
  try {
    return await over(path, { ...bytes, read: (start, end) => readable(bytes.read(start, end)) });
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

/** The same over bytes in memory; tensors are views of them, not copies. */
export function parseSafetensors(bytes: Uint8Array, where = 'The data'): Promise<SafetensorsFile> {
  return over(where, {
    size: bytes.byteLength,
    read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
    close: () => Promise.resolve(),
  });
}
