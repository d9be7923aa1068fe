import { halfAt } from '../half.ts';
import { blockType } from './block-type.ts';

// Blocks of 32 numbers with one scale.

/** The fifth bits of 32 numbers, from 4 bytes. */
function fifthBits(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]] as number[];
  return (a as number) | ((b as number) << 8) | ((c as number) << 16) | ((d as number) << 24);
}

/**
 * x = d · q + m, or x = d · (q − half of the range) without m: halves d and m, of 5 bits the fifth ones, and 32 numbers' lower 4
 * bits, the lower halves of the bytes first.
 */
function q45(name: string, bits: 4 | 5, hasMinimum: boolean) {
  const head = hasMinimum ? 4 : 2;
  const lower = head + (bits === 5 ? 4 : 0);
  const middle = hasMinimum ? 0 : 2 ** (bits - 1);
  return blockType(name, 32, lower + 16, (bytes, at, floats, y) => {
    const d = halfAt(bytes, at);
    const m = hasMinimum ? halfAt(bytes, at + 2) : -0; // which leaves a zero's sign
    const fifth = bits === 5 ? fifthBits(bytes, at + head) : 0;
    for (let i = 0; i < 16; i++) {
      const two = bytes[at + lower + i] as number;
      const [first, second] = [fifth >>> i, fifth >>> (16 + i)];
      floats[y + i] = d * (((two & 15) | ((first & 1) << 4)) - middle) + m;
      floats[y + 16 + i] = d * (((two >> 4) | ((second & 1) << 4)) - middle) + m;
    }
  });
}

export const q4_0 = q45('Q4_0', 4, false);
export const q4_1 = q45('Q4_1', 4, true);
export const q5_0 = q45('Q5_0', 5, false);
export const q5_1 = q45('Q5_1', 5, true);

/** x = d · q: a half d and 32 signed bytes. */
export const q8_0 = blockType('Q8_0', 32, 34, (bytes, at, floats, y) => {
  const d = halfAt(bytes, at);
  for (let i = 0; i < 32; i++) floats[y + i] = d * (((bytes[at + 2 + i] as number) << 24) >> 24);
});
