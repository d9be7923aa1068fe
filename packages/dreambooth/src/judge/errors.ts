import { DreamBoothError } from '../errors.ts';

export function tooManyViews(views: number, most: number): DreamBoothError {
  return new DreamBoothError(
    'JUDGE_SETTING',
    `${views} views of a subject, each in another scene, are more than there are scenes. Give at most ${most}.`,
  );
}

export function unevenBatch(batchSize: number, views: number): DreamBoothError {
  return new DreamBoothError(
    'JUDGE_SETTING',
    `A batch of ${batchSize} pictures has no whole number of subjects with ${views} views each. Give a multiple of ${views}, at least ${2 * views}.`,
  );
}

export function fewViews(): DreamBoothError {
  return new DreamBoothError(
    'JUDGE_SETTING',
    'To learn who is who takes at least 2 views of each subject and 2 subjects.',
  );
}

export function fewSubjects(): DreamBoothError {
  return new DreamBoothError(
    'JUDGE_SETTING',
    'Similarities are compared among at least 2 classes with 2 subjects of 2 views each. Give more subjects or views.',
  );
}

export function notSquare(width: number, height: number): DreamBoothError {
  return new DreamBoothError(
    'JUDGE_PICTURE',
    `A picture of ${width} × ${height} pixels cannot be compared with a rendered subject, whose pictures are square. Crop it first.`,
  );
}
