import { halfAt } from '../half.ts';
import { blockType } from './block-type.ts';

/** x = d · (q − 8): a half d and 32 values of 4 bits, the lower halves of the bytes first. */
export const q4_0 = blockType('Q4_0', 32, 18, (bytes, at, floats, y) => {
  const d = halfAt(bytes, at);
  for (let i = 0; i < 16; i++) {
    const two = bytes[at + 2 + i] as number;
    floats[y + i] = d * ((two & 15) - 8);
    floats[y + 16 + i] = d * ((two >> 4) - 8);
  }
});

/** x = d · q + m: halves d and m, and 32 values of 4 bits. */
export const q4_1 = blockType('Q4_1', 32, 20, (bytes, at, floats, y) => {
  const d = halfAt(bytes, at);
  const m = halfAt(bytes, at + 2);
  for (let i = 0; i < 16; i++) {
    const two = bytes[at + 4 + i] as number;
    floats[y + i] = d * (two & 15) + m;
    floats[y + 16 + i] = d * (two >> 4) + m;
  }
});
