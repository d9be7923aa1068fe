import { createHash } from 'node:crypto';
import { badRange, badSeed, badState } from './errors.ts';

/** A seeded sequence of random numbers. Drawing advances it; nothing else does. */
export interface RandomStream {
  /** 53-bit uniform in [0, 1). */
  uniform(): number;
  /** Standard normal, mean 0, variance 1. */
  normal(): number;
  /** Uniform integer in [0, below), without modulo bias; `below` ≤ 2³². */
  integer(below: number): number;
  /** A uniform permutation of 0 … n-1. */
  permutation(n: number): Int32Array;
  /** Two int32, as the seed of stateless native random ops. */
  seed(): [number, number];
  /** The stream's state: four uint32. {@link restoreStream} continues from it. */
  state(): readonly number[];
}

/**
 * The stream of a name: `randomStream(seed, 'epoch', 3)` is always the same, whatever is drawn
 * elsewhere, and differs from every other path's. The generator's 128-bit state is the head of
 * SHA-256(JSON([seed, ...path])), so neighbouring seeds and names are unrelated.
 *
 * @throws RuntimeError `RANDOM_SEED` when the seed or a number in the path is not a safe integer.
 */
export function randomStream(seed: number, ...path: readonly (string | number)[]): RandomStream {
  for (const part of [seed, ...path]) {
    if (typeof part === 'number' && !Number.isSafeInteger(part)) throw badSeed(part);
  }
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...path]))
    .digest();
  return restoreStream([0, 4, 8, 12].map((offset) => digest.readUInt32LE(offset)));
}

/**
 * The stream that continues from a `state()`.
 *
 * The generator is xoshiro128** 1.1 (D. Blackman and S. Vigna, "Scrambled linear pseudorandom
 * number generators", ACM TOMS 47(4), 2021; public domain code at prng.di.unimi.it).
 *
 * @throws RuntimeError `RANDOM_STATE` when the state is not four uint32, or all zero.
 */
export function restoreStream(state: readonly number[]): RandomStream {
  const isWord = (value: number) => value === value >>> 0;
  if (state.length !== 4 || !state.every(isWord) || state.every((word) => word === 0)) {
    throw badState(state);
  }
  let [a, b, c, d] = state as [number, number, number, number];

  /** The next 32 bits, as an unsigned integer. */
  const next = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };

  const uniform = () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;

  // Box–Muller, the cosine half only: a kept sine half would be one more value to save.
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

  const integer = (below: number) => {
    if (!Number.isInteger(below) || below < 1 || below > 2 ** 32) throw badRange(below);
    const limit = 2 ** 32 - (2 ** 32 % below); // a multiple of `below`: draws above it are redrawn
    let draw = next();
    while (draw >= limit) draw = next();
    return draw % below;
  };

  // Fisher–Yates (Durstenfeld's form).
  const permutation = (n: number) => {
    const order = Int32Array.from({ length: n }, (_, index) => index);
    for (let last = n - 1; last > 0; last--) {
      const other = integer(last + 1);
      const [kept, moved] = [order.at(last), order.at(other)] as [number, number];
      order[last] = moved;
      order[other] = kept;
    }
    return order;
  };

  return {
    uniform,
    normal,
    integer,
    permutation,
    seed: () => [next() | 0, next() | 0],
    state: () => [a, b, c, d].map((word) => word >>> 0),
  };
}

const rotateLeft = (word: number, by: number) => (word << by) | (word >>> (32 - by));
