import type { RandomStream } from '@singlora/runtime';

/** A uniformly random element. */
export const oneOf = <T>(stream: RandomStream, from: readonly T[]): T =>
  from[stream.integer(from.length)] as T;

/** Four uniform numbers in [0, 1). */
export const fourNumbers = (stream: RandomStream): [number, number, number, number] => [
  stream.uniform(),
  stream.uniform(),
  stream.uniform(),
  stream.uniform(),
];
