import { codedDreamBooth } from '../errors.ts';

export const tooManyViews = (views: number, most: number) =>
  codedDreamBooth.JUDGE_SETTING`${views} views of a subject, each in another scene, are more than there are scenes. Give at most ${most}.`;

export const unevenBatch = (batchSize: number, views: number) =>
  codedDreamBooth.JUDGE_SETTING`A batch of ${batchSize} pictures is not a whole number of subjects with ${views} views each. Give a multiple of ${views}, at least ${2 * views}.`;

export const fewViews = () =>
  codedDreamBooth.JUDGE_SETTING`Learning identities takes at least 2 views of each subject and 2 subjects.`;

export const fewSubjects = () =>
  codedDreamBooth.JUDGE_SETTING`Similarities are compared among at least 2 classes with 2 subjects of 2 views each. Give more subjects or views.`;

export const notSquare = (width: number, height: number) =>
  codedDreamBooth.JUDGE_PICTURE`A picture of ${width} × ${height} pixels cannot be compared with a rendered subject, whose pictures are square. Crop it first.`;
