import { extname } from 'node:path';
import { writeFileAtomic } from '@singlora/core/formats';
import sharp from 'sharp';
import { wrongEnding } from './errors.ts';
import type { Picture } from './picture.ts';

/** The kinds of pictures that are written, both without loss. */
export type Encoding = 'png' | 'webp';

const encodings: Readonly<Record<string, Encoding>> = { '.png': 'png', '.webp': 'webp' };

/** A picture as PNG or lossless WebP, without metadata: the same bytes for the same pixels. */
export async function encodePicture(
  { width, height, pixels }: Picture,
  encoding: Encoding,
): Promise<Uint8Array> {
  const raw = sharp(pixels, { raw: { width, height, channels: 3 } });
  return encoding === 'png'
    ? raw.png({ compressionLevel: 6 }).toBuffer()
    : raw.webp({ lossless: true }).toBuffer();
}

/**
 * Writes a picture in the format of its path's ending, `.png` or `.webp`, completely or not at all.
 *
 * @throws PictureError `PICTURE_KIND` for another ending; FormatError for errors of the file system
 */
export async function writePicture(path: string, picture: Picture): Promise<void> {
  const encoding = encodings[extname(path).toLowerCase()];
  if (!encoding) throw wrongEnding(path, Object.keys(encodings));
  await writeFileAtomic(path, await encodePicture(picture, encoding));
}
