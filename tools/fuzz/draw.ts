import type { RandomStream } from '@singlora/runtime';

/** What the makers of inputs draw from; an input is a function of it alone. */
export type Draw = Pick<RandomStream, 'integer' | 'uniform'>;

export function pick<T>(draw: Draw, values: readonly T[]): T {
  return values[draw.integer(values.length)] as T;
}

export const chance = (draw: Draw, probability: number): boolean => draw.uniform() < probability;

/** From 0 to `most`, small far more often than large. */
export const small = (draw: Draw, most: number): number =>
  Math.floor((most + 1) ** draw.uniform()) - 1;

export const several = <T>(draw: Draw, most: number, make: (index: number) => T): T[] =>
  Array.from({ length: small(draw, most) }, (_, index) => make(index));

/** Numbers at which sizes, signs and types end. */
export const edges: readonly number[] = [
  ...[0, 1, 2, 3, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 1000, 4095, 4096, 65535, 65536],
  ...[2 ** 20, 1e6, 1e7, 1e8, 2 ** 30, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40],
  ...[2 ** 53 - 1, 2 ** 53, 2 ** 62, -1, -2, -128, -(2 ** 31), -(2 ** 53)],
];
