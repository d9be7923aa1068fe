import * as zlib from 'node:zlib';
import { decompress as fzstd } from 'fzstd';
import { compressors } from 'hyparquet-compressors';
import type { CompressionCodec } from 'hyparquet';

type Unpack = (packed: Uint8Array, size: number) => Uint8Array;

/** Node's own codecs are the fastest and stop at a given size; from Node 22.15 Zstandard is among them. */
const native = (unpack: (packed: Uint8Array, options: zlib.ZlibOptions) => Uint8Array): Unpack => {
  return (packed, size) => unpack(packed, { maxOutputLength: Math.max(1, size) });
};
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: typeof zlib.gunzipSync };

const unpackers: Readonly<Partial<Record<CompressionCodec, Unpack>>> = {
  ...compressors,
  UNCOMPRESSED: (packed) => packed,
  GZIP: native(zlib.gunzipSync),
  BROTLI: native(zlib.brotliDecompressSync),
  ZSTD: zstdDecompressSync
    ? native(zstdDecompressSync)
    : (packed, size) => fzstd(packed, new Uint8Array(size)),
};

/**
 * The content of a compressed page.
 * @throws {Error} where its size is not the one in the header
 */
export function decompress(codec: CompressionCodec, packed: Uint8Array, size: number): Uint8Array {
  const unpack = unpackers[codec];
  if (!unpack) throw new Error(`it is compressed as ${codec}, which cannot be read`);
  const page = size === 0 ? new Uint8Array() : unpack(packed, size);
  if (page.length !== size)
    throw new Error(`a page has ${page.length} bytes where its header states ${size}`);
  return page;
}
