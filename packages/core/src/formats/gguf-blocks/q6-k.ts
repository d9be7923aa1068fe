import { halfAt } from '../half.ts';
import { blockType } from './block-type.ts';

/**
 * x = d · s · (q − 32): 128 bytes of lower 4 bits, 64 bytes of upper 2 bits, 16 signed scales for runs
 * of 16 values, and the half d. Each half of the block has four groups of 32 values.
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
