import { open } from 'node:fs/promises';
import { FormatError, unreadable } from './errors.ts';

/** A file, or bytes in memory, from which parts are read. */
export interface FileBytes {
  readonly size: number;
  /** `[start, end)`, which lies inside the file. */
  read(start: number, end: number): Promise<Uint8Array>;
  /** Fills the target with the bytes from `start` on, which lie inside the file. */
  readInto(target: Uint8Array, start: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file for reading part by part.
 *
 * @throws FormatError `FORMAT_UNREADABLE` for whatever the file system refuses, now or later
 */
export async function openBytes(path: string): Promise<FileBytes> {
  const readable = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      throw cause instanceof FormatError ? cause : unreadable(path, cause);
    }
  };
  const file = await readable(open(path));
  const { size } = await readable(file.stat());
  const fill = async (target: Uint8Array, start: number): Promise<void> => {
    for (let done = 0; done < target.byteLength;) {
      const { bytesRead } = await file.read(target, done, target.byteLength - done, start + done);
      if (bytesRead === 0)
        throw new Error(`it ends at byte ${start + done}, sooner than when it was opened`);
      done += bytesRead;
    }
  };
  const readInto = (target: Uint8Array, start: number) => readable(fill(target, start));
  return {
    size,
    readInto,
    read: async (start, end) => {
      const target = new Uint8Array(end - start);
      await readInto(target, start);
      return target;
    },
    close: () => file.close(),
  };
}

/** {@link FileBytes} over bytes in memory; parts are views of them, not copies. */
export function bytesInMemory(bytes: Uint8Array): FileBytes {
  return {
    size: bytes.byteLength,
    read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
    readInto: (target, start) =>
      Promise.resolve(target.set(bytes.subarray(start, start + target.length))),
    close: () => Promise.resolve(),
  };
}

/** Runs `work`; where it fails, closes the bytes, since no caller gets them. */
export async function closedOnError<T>(bytes: FileBytes, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await bytes.close();
    throw error;
  }
}
