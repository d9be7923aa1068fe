import type { NamedTensors } from '@singlora/kernels';
import type { RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { unknown } from '../errors.ts';
import { orthonormal } from '../orthonormal.ts';

/** An invertible change R of the r inner directions of an update P Qᵀ = (P R)(Q R⁻ᵀ)ᵀ. */
export interface Change {
  /** R `[r, r]` */
  readonly matrix: readonly (readonly number[])[];
  /** R⁻¹ `[r, r]` */
  readonly inverse: readonly (readonly number[])[];
}

export type DrawChange = (rank: number, random: RandomStream) => Change;

const transpose = (m: readonly (readonly number[])[]): number[][] =>
  m.map((row, i) => row.map((_, j) => m[j]?.[i] as number));

const orthogonal = (matrix: readonly (readonly number[])[]): Change => ({
  matrix,
  inverse: transpose(matrix),
});

const diagonal = (rank: number, value: number): number[][] =>
  Array.from({ length: rank }, (_, i) =>
    Array.from({ length: rank }, (_, j) => (i === j ? value : 0)),
  );

/** R a random orthogonal matrix. */
export const rotation: DrawChange = (rank, random) => orthogonal(orthonormal(random, rank, rank));

/**
 * R a random permutation with random signs: the orthogonal matrices that keep the axes. Every optimiser that treats
 * entries alike commutes with it, so what it changes is rounding alone.
 */
export const signedPermutation: DrawChange = (rank, random) => {
  const order = random.permutation(rank);
  const signs = Array.from({ length: rank }, () => (random.uniform() < 0.5 ? -1 : 1));
  const matrix = diagonal(rank, 0).map((row, i) =>
    row.map((_, j) => (order[i] === j ? (signs[i] as number) : 0)),
  );
  return orthogonal(matrix);
};

/** R = k I: one factor k times larger, the other k times smaller. */
export const scalingBy =
  (k: number): DrawChange =>
  (rank) => ({ matrix: diagonal(rank, k), inverse: diagonal(rank, 1 / k) });

type Rewrite = (parameters: NamedTensors, r: tf.Tensor2D, inverse: tf.Tensor2D) => NamedTensors;

const times = (a: tf.Tensor | undefined, b: tf.Tensor | undefined): tf.Tensor =>
  tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D);

/** For each method, the other parameters with the same update. One factor leaves orthogonal changes only: R Rᵀ = I. */
const rewrites: Readonly<Record<string, Rewrite>> = {
  singlora: ({ A }, r) => ({ A: times(A, r) }),
  lora: ({ lora_A, lora_B }, r, inverse) => ({
    lora_A: times(inverse, lora_A),
    lora_B: times(lora_B, r),
  }),
};

export const rewritable: readonly string[] = Object.keys(rewrites);

/** One layer's parameters by short names, changed so that the update `P Qᵀ` stays as it is. */
export function rewritten(method: string, parameters: NamedTensors, change: Change): NamedTensors {
  const rewrite = rewrites[method];
  if (!rewrite) throw unknown('method with a known freedom', method, rewritable);
  return tf.tidy(() => {
    const tensor = (m: Change['matrix']) => tf.tensor2d(m.map((row) => [...row]));
    return rewrite(parameters, tensor(change.matrix), tensor(change.inverse));
  });
}
