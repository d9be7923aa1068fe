/** A file or bytes in memory, read in parts. */
export interface FileBytes {
  readonly size: number;
  /** Reads the bytes `[start, end)`, which lie inside the file. */
  read(start: number, end: number): Promise<Uint8Array>;
  /** Fills the target with the bytes from `start` on, which lie inside the file. */
  readInto(target: Uint8Array, start: number): Promise<void>;
  close(): Promise<void>;
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
