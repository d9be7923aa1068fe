import { halfAt } from '../half.ts';
import { blockType } from './block-type.ts';

// Blocks of 256 numbers, whose runs have scales of their own.

/**
 * x = d · s · q − dmin · m: 16 bytes that hold s and m, 4 bits each, of 16 runs of 16 numbers, 64
 * bytes of numbers of 2 bits, and the halves d and dmin.
 */
export const q2_k = blockType('Q2_K', 256, 84, (bytes, at, floats, y) => {
  const d = halfAt(bytes, at + 80);
  const dmin = halfAt(bytes, at + 82);
  for (let run = 0; run < 16; run++) {
    const both = bytes[at + run] as number;
    const scale = d * (both & 15);
    const least = dmin * (both >> 4);
    // 128 numbers share 32 bytes: four lots of two runs, two bits further each.
    const from = at + 16 + 32 * (run >> 3) + 16 * (run & 1);
    const shift = run & 6;
    for (let i = 0; i < 16; i++) {
      floats[y + 16 * run + i] = scale * (((bytes[from + i] as number) >> shift) & 3) - least;
    }
  }
});

/**
 * x = d · (s − 32) · (q − 4): 32 bytes of third bits, 64 bytes of lower 2 bits, 12 bytes of scales of
 * 6 bits for 16 runs of 16 numbers, and the half d.
 */
export const q3_k = blockType('Q3_K', 256, 110, (bytes, at, floats, y) => {
  const scales = at + 96;
  const d = halfAt(bytes, at + 108);
  for (let run = 0; run < 16; run++) {
    const lower = ((bytes[scales + (run & 7)] as number) >> (run < 8 ? 0 : 4)) & 15;
    const upper = ((bytes[scales + 8 + (run & 3)] as number) >> (2 * (run >> 2))) & 3;
    const scale = d * ((lower | (upper << 4)) - 32);
    const within = 16 * (run & 1);
    const from = at + 32 + 32 * (run >> 3) + within;
    const shift = run & 6;
    for (let i = 0; i < 16; i++) {
      const third = ((bytes[at + within + i] as number) >> (run >> 1)) & 1;
      const q = (((bytes[from + i] as number) >> shift) & 3) | (third << 2);
      floats[y + 16 * run + i] = scale * (q - 4);
    }
  }
});

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
 * numbers, of 5 bits 32 bytes with the fifth ones, bit `run` of each byte, and 128 bytes of numbers of 4 bits: two runs share
 * 32 bytes.
 */
function q45(name: string, bits: 4 | 5) {
  const lower = bits === 5 ? 48 : 16;
  return blockType(name, 256, lower + 128, (bytes, at, floats, y) => {
    const d = halfAt(bytes, at);
    const dmin = halfAt(bytes, at + 2);
    for (let run = 0; run < 8; run++) {
      const scale = d * scaleOf(bytes, at + 4, run);
      const least = dmin * leastOf(bytes, at + 4, run);
      const from = at + lower + 32 * (run >> 1);
      const shift = 4 * (run & 1);
      for (let i = 0; i < 32; i++) {
        const fifth = bits === 5 ? ((bytes[at + 16 + i] as number) >> run) & 1 : 0;
        const q = (((bytes[from + i] as number) >> shift) & 15) | (fifth << 4);
        floats[y + 32 * run + i] = scale * q - least;
      }
    }
  });
}

export const q4_k = q45('Q4_K', 4);
export const q5_k = q45('Q5_K', 5);

/**
 * x = d · s · (q − 32): 128 bytes of lower 4 bits, 64 bytes of upper 2 bits, 16 signed scales for runs
 * of 16 numbers, and the half d. Each half of the block has four lots of 32 numbers.
 */
export const q6_k = blockType('Q6_K', 256, 210, (bytes, at, floats, y) => {
  const d = halfAt(bytes, at + 208);
  for (let run = 0; run < 16; run++) {
    const scale = d * (((bytes[at + 192 + run] as number) << 24) >> 24);
    const within = 16 * (run & 1);
    const lot = (run >> 1) & 3;
    const lower = at + 64 * (run >> 3) + 32 * (lot & 1) + within;
    const upper = at + 128 + 32 * (run >> 3) + within;
    const lowerShift = 4 * (lot >> 1);
    const upperShift = 2 * lot;
    for (let i = 0; i < 16; i++) {
      const low = ((bytes[lower + i] as number) >> lowerShift) & 15;
      const high = ((bytes[upper + i] as number) >> upperShift) & 3;
      floats[y + 16 * run + i] = scale * ((low | (high << 4)) - 32);
    }
  }
});

/** x = d · q: a float d, 256 signed bytes, and sums of them that are not needed here. */
export const q8_k = blockType('Q8_K', 256, 292, (bytes, at, floats, y) => {
  const d = new DataView(bytes.buffer, bytes.byteOffset + at).getFloat32(0, true);
  for (let i = 0; i < 256; i++) floats[y + i] = d * (((bytes[at + 4 + i] as number) << 24) >> 24);
});
