/** A text with its length, raw bytes, or a number of 32 or 64 bits. */
export type Piece = string | Buffer | { u32: number } | { u64: number | bigint };

export const u32 = (value: number): Piece => ({ u32: value });
export const u64 = (value: number | bigint): Piece => ({ u64: value });

function bytesOf(piece: Piece): Buffer {
  if (Buffer.isBuffer(piece)) return piece;
  if (typeof piece === 'string')
    return Buffer.concat([bytesOf(u64(Buffer.byteLength(piece))), Buffer.from(piece)]);
  const bytes = Buffer.alloc('u32' in piece ? 4 : 8);
  if ('u32' in piece) bytes.writeUInt32LE(piece.u32);
  else bytes.writeBigUInt64LE(BigInt(piece.u64));
  return bytes;
}

export const joined = (...pieces: readonly Piece[]): Buffer => Buffer.concat(pieces.map(bytesOf));

export interface MadeTensor {
  readonly name: string;
  /** The dimensions as they are stored, the fastest first. */
  readonly dimensions: readonly (number | bigint)[];
  readonly type?: number;
  readonly offset: number | bigint;
  readonly rank?: number;
}

/** A GGUF file of these parts, any of which may be invalid. */
export function gguf({
  version = 3,
  metadata = [],
  keys = metadata.length,
  tensors = [],
  count = tensors.length,
  dataBytes = 0,
  alignment = 32,
}: {
  version?: number;
  metadata?: readonly Buffer[];
  keys?: number | bigint;
  tensors?: readonly MadeTensor[];
  count?: number | bigint;
  dataBytes?: number;
  alignment?: number;
}): Buffer {
  const listed = tensors.map(({ name, dimensions, type = 0, offset, rank = dimensions.length }) =>
    joined(name, u32(rank), ...dimensions.map(u64), u32(type), u64(offset)),
  );
  const header = Buffer.concat([
    Buffer.from('GGUF'),
    joined(u32(version), u64(count), u64(keys)),
    ...metadata,
    ...listed,
  ]);
  const padding = Buffer.alloc(-header.byteLength & (alignment - 1));
  return Buffer.concat([header, padding, Buffer.alloc(dataBytes)]);
}
