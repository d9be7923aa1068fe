import { halfAt } from '../half.ts';
import { blockType } from './block-type.ts';

/**
 * x = d · (s − 32) · (q − 4): 32 bytes of third bits, 64 bytes of lower 2 bits, 12 bytes of 6-bit
 * scales for 16 runs of 16 values, and the half d.
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
