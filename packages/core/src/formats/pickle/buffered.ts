import type { FileBytes } from '../file-bytes.ts';

const windowBytes = 1 << 14;

/** Reads pieces that are close together with few reads of the file. Each must be inside the file. */
export function buffered(file: FileBytes): (start: number, length: number) => Promise<Buffer> {
  let from = 0;
  let held: Buffer = Buffer.alloc(0);
  return async (start, length) => {
    if (start < from || start + length > from + held.length) {
      const end = Math.min(file.size, start + Math.max(length, windowBytes));
      const read = await file.read(start, end);
      [from, held] = [start, Buffer.from(read.buffer, read.byteOffset, read.byteLength)];
    }
    return held.subarray(start - from, start - from + length);
  };
}
