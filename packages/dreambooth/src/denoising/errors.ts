import { DreamBoothError } from '../errors.ts';

export function noExamples(what: string): DreamBoothError {
  return new DreamBoothError('DENOISING_EXAMPLE', `There are no ${what} to learn from.`);
}

export function otherSize(
  name: string,
  what: 'latents' | 'text',
  size: number,
  expected: readonly number[],
): DreamBoothError {
  return new DreamBoothError(
    'DENOISING_EXAMPLE',
    `The ${what} of ${name} are ${size} numbers, and those of this run are [${expected.join(', ')}]. Encode all examples alike.`,
  );
}

export function notFinite(name: string, what: 'latents' | 'text'): DreamBoothError {
  return new DreamBoothError(
    'DENOISING_EXAMPLE',
    `The ${what} of ${name} are not all finite numbers, so that nothing could be learned after it. Leave it out, or encode it again.`,
  );
}

export function modelMismatch(what: string, model: number, given: number): DreamBoothError {
  return new DreamBoothError(
    'DENOISING_MODEL',
    `The denoiser has ${model} ${what}, and ${given} are given. Its text encoder and its pictures' encoder have to be those that it was trained with.`,
  );
}

export function badShare(name: string, value: number, expected: string): DreamBoothError {
  return new DreamBoothError('DENOISING_SETTING', `${name} is ${value}; it has to be ${expected}.`);
}
