import { reasonOf } from '@singlora/core/errors';
import { dreamBoothBecause, codedDreamBooth } from '../errors.ts';

export function noFaceLibrary(library: string, cause: unknown) {
  const [reason = ''] = reasonOf(cause).split('\n'); // below it Node lists who asked for it
  return dreamBoothBecause(cause)
    .FACE_LIBRARY`Faces are found and compared by the npm package ${library}, which cannot be loaded: ${reason}. It is an optional package: 'npm install --include=optional' installs it.`;
}

export const noRealFace = (pictures: number) =>
  codedDreamBooth.FACE_NONE`No face is found in ${pictures === 1 ? 'the real picture' : `any of the ${pictures} real pictures`}, so that drawn ones cannot be compared with it. Give pictures that show the subject's face, upright and not too small.`;
