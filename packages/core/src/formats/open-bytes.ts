import { open } from 'node:fs/promises';
import { FormatError, unreadable } from './errors.ts';
import type { FileBytes } from './file-bytes.ts';

/**
 * Opens a file for reading in parts.
 *
 * @throws FormatError `FORMAT_UNREADABLE` for errors of the file system, now or later
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
