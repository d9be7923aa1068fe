import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { varint } from './thrift.ts';

/** The preamble, and one literal of up to 2²⁴ bytes. */
function snappy(bytes: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt8(62 << 2);
  head.writeUIntLE(Math.max(0, bytes.length - 1), 1, 3);
  return Buffer.concat([varint(bytes.length), ...(bytes.length > 0 ? [head, bytes] : [])]);
}

/** One sequence of literals. */
function lz4(bytes: Buffer): Buffer {
  const over = bytes.length - 15;
  const more = over < 0 ? [] : [...Array<number>(Math.floor(over / 255)).fill(255), over % 255];
  return Buffer.concat([Buffer.from([Math.min(bytes.length, 15) << 4, ...more]), bytes]);
}

const mostInBlock = 2 ** 17;

/** One frame: a block as it is, or as many as it takes of the same byte over and over. */
function zstd(bytes: Buffer): Buffer {
  const frame = Buffer.alloc(9);
  frame.writeUInt32LE(0xfd2fb528, 0);
  frame.writeUInt8(0xa0, 4); // the content's size in four bytes, a single segment
  frame.writeUInt32LE(bytes.length, 5);
  const block = (size: number, kind: number, last: boolean): Buffer => {
    const head = Buffer.alloc(3);
    head.writeUIntLE((size << 3) | (kind << 1) | Number(last), 0, 3);
    return head;
  };
  if (bytes.length <= mostInBlock)
    return Buffer.concat([frame, block(bytes.length, 0, true), bytes]);
  const blocks: Buffer[] = [];
  for (let left = bytes.length; left > 0; left -= mostInBlock) {
    blocks.push(block(Math.min(left, mostInBlock), 1, left <= mostInBlock), bytes.subarray(0, 1));
  }
  return Buffer.concat([frame, ...blocks]);
}

/** The codecs of parquet, at their quickest, by the format's numbers for them. */
export const codecs: readonly (readonly [id: number, pack: (bytes: Buffer) => Buffer])[] = [
  [0, (bytes) => bytes],
  [1, snappy],
  [2, (bytes) => gzipSync(bytes, { level: 1 })],
  [4, (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 0 } })],
  [6, zstd],
  [7, lz4],
];
