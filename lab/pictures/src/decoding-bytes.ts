import type { Metadata } from 'sharp';

const result = 3;
/** The rows that a decoder and later conversions hold, for pictures decoded from top to bottom. */
const rows = { fewest: 8, most: 512 };
const bytesOfFrame = 200;

/**
 * The peak memory of decoding, in bytes, from the file's header: the result, the alpha channel checked before it, and the
 * part of the picture that the format's decoder holds. Measured with libvips 8.18.
 */
export function decodingBytes(metadata: Metadata): number {
  const { format, width, height, channels, depth, isProgressive, hasAlpha, pages = 1 } = metadata;
  const { orientation = 1 } = metadata;
  const stored = channels * (depth === 'ushort' ? 2 : 1);
  const held: Readonly<Record<string, number>> = {
    jpeg: isProgressive ? 2 * channels : 0, // its coefficients, of all scans
    png: isProgressive ? stored : 0, // interlaced
    webp: channels + 4, // one frame, and what it is made from
    gif: 8, // a frame in colours, and the one before it
  };
  const each = result + Number(hasAlpha) + (held[format] ?? 0) + (orientation > 1 ? stored : 0);
  const strip = Math.min(height + rows.fewest, rows.most) * Math.max(stored, result);
  return width * (height * each + strip) + pages * bytesOfFrame;
}
