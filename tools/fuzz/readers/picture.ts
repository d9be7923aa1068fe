import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { decodePicture, PictureError } from '@singlora/pictures';
import { damageBytes } from '../damage-bytes.ts';
import { chance, edges, pick, small, type Draw } from '../draw.ts';
import { memoryLimit } from '../limits.ts';
import type { Reader } from '../reader.ts';

const fixtures = join(import.meta.dirname, '../../../packages/pictures/src/fixtures');
const written = [
  ...['turned.6.jpg', 'cmyk.jpg', 'grey.jpg', 'progressive.jpg', 'plain.webp', 'lossy.webp'],
  ...['animated.webp', 'animated.gif', 'animated.png', 'alpha.png', 'palette.png', 'bits.png'],
  ...['deep.png', 'deep-grey.png', 'grey.png', 'opaque.png', 'plain.png'],
].map((name) => readFileSync(join(fixtures, name)));

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** A PNG's chunks with other contents and sound sums, since a damaged sum hides what else is damaged. */
function damagedPng(draw: Draw, bytes: Buffer): Buffer {
  const chunks: Buffer[] = [signature];
  for (let at = signature.length; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at);
    const typed = Buffer.from(bytes.subarray(at + 4, end));
    const head = typed.toString('latin1', 0, 4) === 'IHDR';
    const content = typed.subarray(4);
    if (head && chance(draw, 0.5)) content.writeUInt32BE(size(draw), pick(draw, [0, 4]));
    if (head && chance(draw, 0.3))
      content[8 + draw.integer(5)] = pick(draw, [0, 1, 2, 3, 6, 8, 16]);
    const kept = !head && chance(draw, 0.2) ? damageBytes(draw, content) : content;
    const whole = Buffer.concat([Buffer.alloc(4), typed.subarray(0, 4), kept, Buffer.alloc(4)]);
    whole.writeUInt32BE(kept.length, 0);
    whole.writeUInt32BE(crc32(whole.subarray(4, -4)), whole.length - 4);
    chunks.push(...Array<Buffer>(chance(draw, 0.1) ? small(draw, 200) : 1).fill(whole));
    at = end + 4;
  }
  return Buffer.concat(chunks);
}

const size = (draw: Draw): number =>
  chance(draw, 0.5) ? small(draw, 100_000) : Math.abs(pick(draw, edges)) % 2 ** 32;

/** The bytes where a JPEG's frame or a GIF's screen and first frame say how large they are, changed. */
function damagedSize(draw: Draw, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const isGif = copy.toString('latin1', 0, 3) === 'GIF';
  if (isGif) {
    const frame = copy.indexOf(Buffer.from([0x2c, 0, 0, 0, 0]));
    for (const at of [6, 8, frame + 5, frame + 7].filter(() => chance(draw, 0.6)))
      copy.writeUInt16LE(size(draw) % 2 ** 16, at);
  } else {
    const frame = copy.findIndex(
      (byte, at) => byte === 0xff && [0xc0, 0xc1, 0xc2].includes(copy[at + 1] ?? 0),
    );
    if (frame >= 0) copy.writeUInt16BE(size(draw) % 2 ** 16, frame + pick(draw, [5, 7]));
  }
  return copy;
}

/** JPEG, PNG, WebP or GIF, with memory by the file's size, as other readers have it. */
export const picture: Reader = {
  make: (draw, damage) => {
    const bytes = pick(draw, written);
    if (!damage) return bytes;
    if (bytes.subarray(0, 8).equals(signature)) return damagedPng(draw, bytes);
    return chance(draw, 0.5) ? damagedSize(draw, bytes) : damageBytes(draw, bytes);
  },
  read: async (input) => {
    await decodePicture(input, 'The picture', { mostBytes: memoryLimit(input.length) / 2 });
  },
  refuses: (error) => error instanceof PictureError,
};
