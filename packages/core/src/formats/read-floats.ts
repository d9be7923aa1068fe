import type { Widen } from './dtype.ts';
import type { FileBytes } from './file-bytes.ts';

/** The number of bytes held at once, besides the array that they are widened into. */
const pieceBytes = 4 << 20;

/** A group of values that are stored together, and its size in bytes. */
export interface Block {
  readonly numbers: number;
  readonly bytes: number;
}

/** Reads `[start, end)` piece by piece and widens each into one new array. */
export async function readFloats(
  file: FileBytes,
  start: number,
  end: number,
  block: Block,
  widen: Widen,
): Promise<Float32Array> {
  const floats = new Float32Array(((end - start) / block.bytes) * block.numbers);
  const step = Math.floor(pieceBytes / block.bytes) * block.bytes;
  const piece = new Uint8Array(Math.min(step, end - start));
  for (let from = start, at = 0; from < end; from += step) {
    const bytes = piece.subarray(0, Math.min(step, end - from));
    await file.readInto(bytes, from);
    const count = (bytes.byteLength / block.bytes) * block.numbers;
    widen(bytes, floats.subarray(at, (at += count)));
  }
  return floats;
}
