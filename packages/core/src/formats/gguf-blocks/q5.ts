import { halfAt } from '../half.ts';
import { blockType } from './block-type.ts';

/** The fifth bits of 32 values, from 4 bytes. */
function fifthBits(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]] as number[];
  return (a as number) | ((b as number) << 8) | ((c as number) << 16) | ((d as number) << 24);
}

/** x = d · (q − 16): a half d, the fifth bits, and the lower 4 bits of 32 values. */
export const q5_0 = blockType('Q5_0', 32, 22, (bytes, at, floats, y) => {
  const d = halfAt(bytes, at);
  const fifth = fifthBits(bytes, at + 2);
  for (let i = 0; i < 16; i++) {
    const two = bytes[at + 6 + i] as number;
    floats[y + i] = d * (((two & 15) | (((fifth >>> i) & 1) << 4)) - 16);
    floats[y + 16 + i] = d * (((two >> 4) | (((fifth >>> (16 + i)) & 1) << 4)) - 16);
  }
});

/** x = d · q + m: halves d and m, the fifth bits, and the lower 4 bits of 32 values. */
export const q5_1 = blockType('Q5_1', 32, 24, (bytes, at, floats, y) => {
  const d = halfAt(bytes, at);
  const m = halfAt(bytes, at + 2);
  const fifth = fifthBits(bytes, at + 4);
  for (let i = 0; i < 16; i++) {
    const two = bytes[at + 8 + i] as number;
    floats[y + i] = d * ((two & 15) | (((fifth >>> i) & 1) << 4)) + m;
    floats[y + 16 + i] = d * ((two >> 4) | (((fifth >>> (16 + i)) & 1) << 4)) + m;
  }
});
