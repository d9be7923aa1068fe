import {
  cropCentre,
  letterbox,
  PictureError,
  readPicture,
  resize,
  type Picture,
  type PictureOptions,
} from '@singlora/pictures';
import type { SubjectPicture } from './subject.ts';

/** A picture with its name, for messages and records. */
export interface NamedPicture {
  readonly name: string;
  readonly picture: Picture;
}

/**
 * Decodes pictures one at a time, rotated by their EXIF, so that two are never in memory.
 *
 * @throws PictureError naming the file
 */
export async function* readPictures(
  pictures: readonly Pick<SubjectPicture, 'name' | 'path'>[],
  options: PictureOptions = {},
): AsyncGenerator<NamedPicture> {
  for (const { name, path } of pictures) yield { name, picture: await readPicture(path, options) };
}

/** How a picture of any shape becomes a square, resized by the bilinear filter as in diffusers' DreamBooth script. */
export interface Framing {
  /** Pixels along the square's side. */
  readonly resolution: number;
  /** `crop` keeps the middle of the picture, `letterbox` all of it between black bars. */
  readonly framing: 'crop' | 'letterbox';
}

/** A picture as a square. @throws PictureError `PICTURE_SIZE` for one that is more than a hundred times as long as wide */
export function framePicture(picture: Picture, { resolution, framing }: Framing): Picture {
  if (framing === 'letterbox') return letterbox(picture, resolution);
  return cropCentre(resize(picture, resolution), resolution);
}

/** A picture enlarged more than this shows only blurs of colour. */
const mostEnlarged = 8;

/**
 * A named picture as a square.
 * @throws PictureError as `frame`, naming it, and `PICTURE_SIZE` for one with less than an eighth of the square's side
 */
export function frameNamed({ name, picture }: NamedPicture, framing: Framing): NamedPicture {
  try {
    const { width, height } = picture;
    const side = framing.framing === 'crop' ? Math.min(width, height) : Math.max(width, height);
    const square = framed(picture, framing);
    if (side * mostEnlarged < framing.resolution) throw tooSmall(picture, framing.resolution);
    return { name, picture: square };
  } catch (cause) {
    if (!(cause instanceof PictureError)) throw cause;
    throw new PictureError(cause.code, `${name}: ${cause.message}`, { cause });
  }
}

function framed(picture: Picture, framing: Framing): Picture {
  try {
    return framePicture(picture, framing);
  } catch (cause) {
    if (!(cause instanceof PictureError)) throw cause;
    const ways = 'Leave it out, or frame pictures by letterbox, which keeps all of each.';
    throw new PictureError(cause.code, `${cause.message} ${ways}`, { cause });
  }
}

const tooSmall = ({ width, height }: Picture, resolution: number) =>
  new PictureError(
    'PICTURE_SIZE',
    `${width} × ${height} pixels are too few to train on at ${resolution} × ${resolution}. Replace it by a larger one, or leave it out.`,
  );
