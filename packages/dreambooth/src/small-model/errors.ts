import { DreamBoothError } from '../errors.ts';

export function badTextEncoder(path: string, problems: string): DreamBoothError {
  return new DreamBoothError(
    'SMALL_MODEL',
    `${path} does not say which text encoder belongs to the model:\n${problems}\nTake the file that came with the model.`,
  );
}
