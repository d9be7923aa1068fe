import { codedDreamBooth } from '../errors.ts';

export const noDenoisingExamples = (what: string) =>
  codedDreamBooth.DENOISING_EXAMPLE`There are no ${what} to learn from.`;

export const otherSize = (
  name: string,
  what: 'latents' | 'text',
  size: number,
  expected: readonly number[],
) =>
  codedDreamBooth.DENOISING_EXAMPLE`The ${what} of ${name} are ${size} numbers, and those of this run are [${expected.join(', ')}]. Encode all examples alike.`;

export const exampleNotFinite = (name: string, what: 'latents' | 'text') =>
  codedDreamBooth.DENOISING_EXAMPLE`The ${what} of ${name} are not all finite, which would ruin the training. Leave it out, or encode it again.`;

export const modelMismatch = (what: string, model: number, given: number) =>
  codedDreamBooth.DENOISING_MODEL`The denoiser has ${model} ${what}, and ${given} are given. Use the text encoder and the picture encoder that it was trained with.`;

export const badShare = (name: string, value: number, expected: string) =>
  codedDreamBooth.DENOISING_SETTING`${name} is ${value}; it has to be ${expected}.`;
