import { readFile, stat } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { decodingBytes } from './decoding-bytes.ts';
import { damaged, tooLarge, unreadablePicture, wrongKind } from './errors.ts';
import { isAnimatedPng, kindOf, type Kind } from './kind.ts';
import type { Picture } from './picture.ts';

/** How a picture is read. */
export interface PictureOptions {
  /**
   * The memory that decoding may take, in bytes; default 320 million. That is enough for 100 million pixels of a plain JPEG or PNG, 35
   * million of a progressive JPEG, or 30 million of a WebP or GIF.
   */
  readonly mostBytes?: number;
  /** Receives lines to show: how the picture differs from the file. */
  readonly onNotice?: (line: string) => void;
}

const usualMostBytes = 320e6;
/** The most pixels a side, as in a JPEG: decoding takes time for each row, however narrow. */
const longestSide = 65_535;
const largestFile = 500e6;

async function bytesOf(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size <= largestFile) return await readFile(path);
  } catch (cause) {
    throw unreadablePicture(path, cause);
  }
  throw tooLarge(path, 'too many bytes', `${megabytes(largestFile)} are read`);
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

/** Whether the name of a colour profile is sRGB, with one or two bytes per letter. */
const isOfSrgb = (icc: Uint8Array): boolean =>
  /[sun]\0?R\0?G\0?B/.test(Buffer.from(icc).toString('latin1'));

/** Channels by the name of a profile's colours, and by sharp's name of a picture's; of all others 3. */
const channels: Readonly<Record<string, number>> = {
  GRAY: 1,
  CMYK: 4,
  'b-w': 1,
  grey16: 1,
  cmyk: 4,
};

/** Whether a profile is one, and has a picture's channels: others are ignored in decoding. */
function fits(icc: Uint8Array, space: string): boolean {
  const header = Buffer.from(icc.subarray(0, 40)).toString('latin1');
  const colours = channels[header.slice(16, 20)] ?? 3;
  return header.slice(36) === 'acsp' && colours === (channels[space] ?? 3);
}

/** The notice on a profile of other colours than sRGB. */
const converted = (icc: Uint8Array, space: string): string =>
  fits(icc, space)
    ? 'has a colour profile, as of Display P3: its colours are converted to sRGB by it'
    : 'has a colour profile that cannot be used: its colours are taken as sRGB';

/** The notices on a picture that has to be changed. */
function changes(bytes: Uint8Array, kind: Kind, metadata: Metadata, opaque: boolean): string[] {
  const { pages = 1, space, depth, icc } = metadata;
  const frames = kind === 'PNG' ? isAnimatedPng(bytes) : pages > 1;
  return [
    ...(frames ? ['is animated: its first frame is taken'] : []),
    ...(space === 'cmyk'
      ? [
          `is in CMYK: its colours are converted to sRGB by ${icc && fits(icc, space) ? 'its own profile' : 'a usual profile'}`,
        ]
      : icc && !isOfSrgb(icc)
        ? [converted(icc, space)]
        : []),
    ...(depth === 'ushort' ? ['has 16 bits a channel: the upper 8 are taken'] : []),
    ...(opaque ? [] : ['is transparent in places: it is put on white']),
  ];
}

/** Whether a picture with an alpha channel is fully opaque; of 16 bits the upper 8 count. */
const isOpaque = async (picture: Sharp): Promise<boolean> =>
  (await picture.extractChannel('alpha').raw({ depth: 'uchar' }).toBuffer()).every(
    (alpha) => alpha === 255,
  );

/**
 * Decodes a picture: turned as its EXIF says, in sRGB with 8 bits a channel, without transparency. JPEG, PNG, WebP and
 * GIF are recognised by content, not by name. Grey pictures and palettes become RGB.
 *
 * @param where for messages, such as the path
 * @throws PictureError `PICTURE_KIND` for anything else, `PICTURE_DAMAGED`, `PICTURE_TOO_LARGE` before it is unpacked
 */
export async function decodePicture(
  bytes: Uint8Array,
  where: string,
  { mostBytes = usualMostBytes, onNotice = () => undefined }: PictureOptions = {},
): Promise<Picture> {
  const found = kindOf(bytes);
  if ('other' in found) throw wrongKind(where, found.other);
  const open = () => sharp(bytes, { failOn: 'error', limitInputPixels: false });
  const sound = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      throw damaged(where, found.kind, cause);
    }
  };
  const metadata = await sound(open().metadata());
  const { width, height } = metadata;
  const needed = decodingBytes(metadata);
  if (!(needed <= mostBytes)) {
    const size = `${width} × ${height} pixels, which take ${megabytes(needed)} to decode`;
    throw tooLarge(where, size, `${megabytes(mostBytes)} may be taken`);
  }
  if (Math.max(width, height) > longestSide)
    throw tooLarge(where, `${width} × ${height} pixels`, `${longestSide} a side are read`);
  const opaque = !metadata.hasAlpha || (await sound(isOpaque(open())));
  for (const change of changes(bytes, found.kind, metadata, opaque)) onNotice(`${where} ${change}`);
  const { data, info } = await sound(
    open()
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  if (info.channels !== 3)
    throw damaged(where, found.kind, new Error(`it has ${info.channels} channels`));
  return { width: info.width, height: info.height, pixels: data };
}

/**
 * Reads a picture from a file, as `decodePicture` does.
 *
 * @throws PictureError as that; `PICTURE_UNREADABLE` for the file system's errors
 */
export async function readPicture(path: string, options: PictureOptions = {}): Promise<Picture> {
  return decodePicture(await bytesOf(path), path, options);
}
