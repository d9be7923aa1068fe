import { halfAt } from '../half.ts';
import { blockType } from './block-type.ts';

/**
 * x = d · s · q − dmin · m: 16 bytes of s and m, 4 bits each, for 16 runs of 16 values; 64 bytes of
 * 2-bit values; and the halves d and dmin.
 */
export const q2_k = blockType('Q2_K', 256, 84, (bytes, at, floats, y) => {
  const d = halfAt(bytes, at + 80);
  const dmin = halfAt(bytes, at + 82);
  for (let run = 0; run < 16; run++) {
    const both = bytes[at + run] as number;
    const scale = d * (both & 15);
    const least = dmin * (both >> 4);
    // 128 values share 32 bytes: four pairs of runs, each two bits higher.
    const from = at + 16 + 32 * (run >> 3) + 16 * (run & 1);
    const shift = run & 6;
    for (let i = 0; i < 16; i++) {
      floats[y + 16 * run + i] = scale * (((bytes[from + i] as number) >> shift) & 3) - least;
    }
  }
});
