import { mean } from '@singlora/statistics';
import { checkSome, meanPictureScore, type Score } from '../scores/scores.ts';
import type { PictureFace } from './encoder.ts';
import { noRealFace } from './errors.ts';

/** Whether drawn pictures show a face, and whether it is the subject's. */
export interface FaceIdentity {
  /** The share of drawn pictures in which a face is found; each picture counts 1 or 0. */
  readonly found: Score;
  /**
   * The mean Euclidean distance of those faces from the real ones, over all pairs. Lower is better: below 0.6,
   * the threshold of dlib's training, two faces belong to one person. Undefined where no picture has a face.
   */
  readonly distance: Score | undefined;
}

/** The Euclidean distance of two face descriptors. */
function distance(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += ((one[i] as number) - (other[i] as number)) ** 2;
  return Math.sqrt(sum);
}

type Found = PictureFace & { readonly descriptor: Float32Array };

const found = (faces: readonly PictureFace[]): Found[] =>
  faces.filter((face): face is Found => face.descriptor !== undefined);

/** @throws DreamBoothError `FACE_NONE` */
function realOf(real: readonly PictureFace[]): Found[] {
  const faces = found(real);
  if (faces.length === 0) throw noRealFace(real.length);
  return faces;
}

/** The mean distance of each face from others. */
const distances = (faces: readonly Found[], othersOf: (at: number) => readonly Found[]): Score =>
  meanPictureScore(faces, ({ descriptor }, i) =>
    mean(othersOf(i).map((other) => distance(descriptor, other.descriptor))),
  );

/**
 * Compares the faces of drawn pictures with those of real ones; real pictures without a face are skipped.
 *
 * @throws DreamBoothError `DREAMBOOTH_PAIRS` without pictures; `FACE_NONE` where no real one has a face
 */
export function faceIdentity(
  drawn: readonly PictureFace[],
  real: readonly PictureFace[],
): FaceIdentity {
  checkSome(drawn, 'generated pictures');
  checkSome(real, 'real pictures');
  const [ours, theirs] = [found(drawn), realOf(real)];
  return {
    found: meanPictureScore(drawn, ({ descriptor }) => Number(descriptor !== undefined)),
    distance: ours.length === 0 ? undefined : distances(ours, () => theirs),
  };
}

/**
 * The distances among the real faces: the best that drawn ones can reach. Undefined for a single face.
 *
 * @throws DreamBoothError `FACE_NONE` where no picture has a face
 */
export function realFaces(real: readonly PictureFace[]): Score | undefined {
  const faces = realOf(real);
  return faces.length < 2 ? undefined : distances(faces, (i) => faces.filter((_, j) => j !== i));
}
