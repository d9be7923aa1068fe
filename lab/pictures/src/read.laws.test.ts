import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  chance,
  damagedBytes,
  edges,
  pick,
  readsOrRefuses,
  small,
  type Draw,
} from '@singlora/core/formats/damaged';
import { PictureError } from './errors.ts';
import { decodePicture } from './read.ts';

const written = [
  ...['turned.6.jpg', 'cmyk.jpg', 'grey.jpg', 'progressive.jpg', 'plain.webp', 'lossy.webp'],
  ...['animated.webp', 'animated.gif', 'animated.png', 'alpha.png', 'palette.png', 'bits.png'],
  ...['deep.png', 'deep-grey.png', 'grey.png', 'opaque.png', 'plain.png'],
];
const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

const size = (draw: Draw): number =>
  chance(draw, 0.5) ? small(draw, 100_000) : Math.abs(pick(draw, edges)) % 2 ** 32;

/** A PNG's chunks with other contents and valid checksums, since a wrong checksum hides other damage. */
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
    const kept = !head && chance(draw, 0.2) ? damagedBytes(draw, content) : content;
    const whole = Buffer.concat([Buffer.alloc(4), typed.subarray(0, 4), kept, Buffer.alloc(4)]);
    whole.writeUInt32BE(kept.length, 0);
    whole.writeUInt32BE(crc32(whole.subarray(4, -4)), whole.length - 4);
    chunks.push(...Array<Buffer>(chance(draw, 0.1) ? small(draw, 200) : 1).fill(whole));
    at = end + 4;
  }
  return Buffer.concat(chunks);
}

/** A JPEG or GIF with changed size fields, in the frame or in the screen and the first frame. */
function damagedSize(draw: Draw, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.toString('latin1', 0, 3) === 'GIF') {
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

readsOrRefuses('a picture', {
  sound: written.map((name) => ({
    picture: readFileSync(join(import.meta.dirname, 'fixtures', name)),
  })),
  damaged(draw, { picture = '' }) {
    const bytes = Buffer.from(picture);
    if (chance(draw, 0.4)) return { picture: damagedBytes(draw, bytes) };
    const isPng = bytes.subarray(0, 8).equals(signature);
    return { picture: isPng ? damagedPng(draw, bytes) : damagedSize(draw, bytes) };
  },
  /** Decodes the picture with memory in proportion to the file's size, as other readers do. */
  async read(folder) {
    const bytes = readFileSync(join(folder, 'picture'));
    await decodePicture(bytes, 'The picture', { mostBytes: bytes.length + 2 ** 25 });
  },
  refusals: [PictureError],
});
