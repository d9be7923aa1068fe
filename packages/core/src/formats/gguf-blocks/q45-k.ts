import { halfAt } from '../half.ts';
import { blockType } from './block-type.ts';

/** The scale of run `j` of eight, 6 bits out of the 12 bytes from `at` on. */
function scaleOf(bytes: Uint8Array, at: number, j: number): number {
  return j < 4
    ? (bytes[at + j] as number) & 63
    : ((bytes[at + j + 4] as number) & 15) | (((bytes[at + j - 4] as number) >> 6) << 4);
}

/** The minimum's factor of run `j`, likewise. */
function leastOf(bytes: Uint8Array, at: number, j: number): number {
  return j < 4
    ? (bytes[at + j + 4] as number) & 63
    : ((bytes[at + j + 4] as number) >> 4) | (((bytes[at + j] as number) >> 6) << 4);
}

/**
 * x = d · s · q − dmin · m: halves d and dmin, 12 bytes of s and m, 6 bits each, for 8 runs of 32
 * values, and 128 bytes of 4-bit values: two runs share 32 bytes.
 */
export const q4_k = blockType('Q4_K', 256, 144, (bytes, at, floats, y) => {
  const d = halfAt(bytes, at);
  const dmin = halfAt(bytes, at + 2);
  for (let run = 0; run < 8; run++) {
    const scale = d * scaleOf(bytes, at + 4, run);
    const least = dmin * leastOf(bytes, at + 4, run);
    const from = at + 16 + 32 * (run >> 1);
    const shift = 4 * (run & 1);
    for (let i = 0; i < 32; i++) {
      floats[y + 32 * run + i] = scale * (((bytes[from + i] as number) >> shift) & 15) - least;
    }
  }
});

/** Like Q4_K, with 32 bytes of fifth bits before the others: bit `run` of each byte. */
export const q5_k = blockType('Q5_K', 256, 176, (bytes, at, floats, y) => {
  const d = halfAt(bytes, at);
  const dmin = halfAt(bytes, at + 2);
  for (let run = 0; run < 8; run++) {
    const scale = d * scaleOf(bytes, at + 4, run);
    const least = dmin * leastOf(bytes, at + 4, run);
    const from = at + 48 + 32 * (run >> 1);
    const shift = 4 * (run & 1);
    for (let i = 0; i < 32; i++) {
      const fifth = ((bytes[at + 16 + i] as number) >> run) & 1;
      const q = (((bytes[from + i] as number) >> shift) & 15) | (fifth << 4);
      floats[y + 32 * run + i] = scale * q - least;
    }
  }
});
