import type { Widen } from '../dtype.ts';

/**
 * A type of GGUF tensors: `numbers` values are stored together in a block of `bytes` bytes. Layouts
 * and formulas as in ggml (https://github.com/ggml-org/ggml/blob/master/src/ggml-quants.c).
 */
export interface BlockType {
  readonly name: string;
  readonly numbers: number;
  readonly bytes: number;
  /** Decodes whole blocks to floats. */
  readonly dequantise: Widen;
}

/** Writes one block's values from `y` on; the block begins at byte `at`. */
type DequantiseBlock = (bytes: Uint8Array, at: number, floats: Float32Array, y: number) => void;

/** A type whose blocks are independent. */
export function blockType(
  name: string,
  numbers: number,
  bytes: number,
  dequantiseBlock: DequantiseBlock,
): BlockType {
  return {
    name,
    numbers,
    bytes,
    dequantise: (stored, floats) => {
      for (let at = 0, y = 0; y < floats.length; at += bytes, y += numbers) {
        dequantiseBlock(stored, at, floats, y);
      }
    },
  };
}
