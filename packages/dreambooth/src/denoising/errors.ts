import { coded } from '../errors.ts';

export const noExamples = (what: string) =>
  coded.DENOISING_EXAMPLE`There are no ${what} to learn from.`;

export const otherSize = (
  name: string,
  what: 'latents' | 'text',
  size: number,
  expected: readonly number[],
) =>
  coded.DENOISING_EXAMPLE`The ${what} of ${name} are ${size} numbers, and those of this run are [${expected.join(', ')}]. Encode all examples alike.`;

export const notFinite = (name: string, what: 'latents' | 'text') =>
  coded.DENOISING_EXAMPLE`The ${what} of ${name} are not all finite, which would ruin the training. Leave it out, or encode it again.`;

export const modelMismatch = (what: string, model: number, given: number) =>
  coded.DENOISING_MODEL`The denoiser has ${model} ${what}, and ${given} are given. Use the text encoder and the picture encoder that it was trained with.`;

export const badShare = (name: string, value: number, expected: string) =>
  coded.DENOISING_SETTING`${name} is ${value}; it has to be ${expected}.`;
