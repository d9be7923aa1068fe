import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { readVarInt } from 'hyparquet/src/thrift.js';

const mostInBlock = 1 << 16;

/**
 * Checks the head of delta-encoded numbers before hyparquet reads them: blocks of zero or negative size would make
 * it loop forever.
 */
export function checkDeltas(bytes: Uint8Array, at: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = { view, offset: at };
  const [block, parts] = [readVarInt(reader), readVarInt(reader)];
  const isSound = block > 0 && block <= mostInBlock && parts > 0 && block % parts === 0;
  if (!isSound) throw new Error(`a page has blocks of ${block} numbers in ${parts} parts`);
}

/** Reads delta-encoded lengths: their sum, and where they end in the bytes. */
export function sumOfLengths(bytes: Uint8Array, at: number, count: number) {
  checkDeltas(bytes, at);
  const lengths = new Int32Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = { view, offset: at };
  deltaBinaryUnpack(reader, count, lengths);
  const sum = lengths.reduce((total, length) => total + Math.max(0, length), 0);
  return { sum, end: reader.offset };
}
