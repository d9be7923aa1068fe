import { halfAt } from '../half.ts';
import { blockType } from './block-type.ts';

/** x = d · q: a half d and 32 signed bytes. */
export const q8_0 = blockType('Q8_0', 32, 34, (bytes, at, floats, y) => {
  const d = halfAt(bytes, at);
  for (let i = 0; i < 32; i++) floats[y + i] = d * (((bytes[at + 2 + i] as number) << 24) >> 24);
});

/** x = d · q: a float d, 256 signed bytes, and sums of them that are not needed here. */
export const q8_k = blockType('Q8_K', 256, 292, (bytes, at, floats, y) => {
  const d = new DataView(bytes.buffer, bytes.byteOffset + at).getFloat32(0, true);
  for (let i = 0; i < 256; i++) floats[y + i] = d * (((bytes[at + 4 + i] as number) << 24) >> 24);
});
