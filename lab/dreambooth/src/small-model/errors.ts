import { codedDreamBooth } from '../errors.ts';

export const badPart = (path: string, problems: string) =>
  codedDreamBooth.SMALL_MODEL`${path} is not that of a small text-to-image model:\n${problems}\nTake the file that came with the model.`;

export const otherTextEncoder = (folder: string, id: string, expected: string, found: string) =>
  codedDreamBooth.SMALL_MODEL`${folder} was trained with ${id} of SHA-256 ${expected.slice(0, 12)}…, and the model found under that name has ${found.slice(0, 12)}…. Its pictures would not follow the prompts. Remove the other copy, or fetch it again.`;
