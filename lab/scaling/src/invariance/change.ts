import { methods, type Method } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import type { RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { named } from '../errors.ts';
import { specsAt } from '../methods/factor-model-of.ts';
import { isPlain } from '../methods/plain-sides.ts';
import { orthonormal } from '../models/random-matrices.ts';
import { grid, transposeRows, type Rows } from './rows.ts';

/** An invertible change R of the r inner directions of an update P Qᵀ = (P R)(Q R⁻ᵀ)ᵀ. */
interface Change {
  /** R `[r, r]` */
  readonly matrix: Rows;
  /** R⁻¹ `[r, r]` */
  readonly inverse: Rows;
}

/** Draws a change for an update of rank r; deterministic for a given stream. */
export type DrawChange = (rank: number, random: RandomStream) => Change;

const orthogonal = (matrix: Rows): Change => ({
  matrix,
  inverse: transposeRows(matrix),
});

const diagonal = (rank: number, value: number) => grid(rank, rank, (i, j) => (i === j ? value : 0));

/** R a random orthogonal matrix. */
export const rotation: DrawChange = (rank, random) => orthogonal(orthonormal(random, rank, rank));

/**
 * R a random permutation with random signs: the orthogonal matrices that keep the axes. Every
 * optimiser that treats entries alike commutes with it, so any difference is rounding.
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

/**
 * One layer's parameters by short names, rewritten as P R and Q R⁻ᵀ, which leaves the update `P Qᵀ`
 * unchanged. Where both are one parameter, R has to be orthogonal.
 */
export function rewritten(name: string, parameters: NamedTensors, change: Change): NamedTensors {
  const all = new Map([...methods].filter(([, method]) => isPlain(method)));
  const method = named('method with a known freedom', all, name);
  const [p, q] = [method.sides.p.join(), method.sides.q.join()];
  const times = (parameter: string, by: Rows): tf.Tensor => {
    const tensor = (m: Rows) => tf.tensor2d(m.map((row) => [...row]));
    const own = parameters[parameter] as tf.Tensor2D;
    return isTransposed(method, parameter)
      ? tf.matMul(tensor(transposeRows(by)), own)
      : tf.matMul(own, tensor(by));
  };
  return tf.tidy(() => ({
    [q]: times(q, transposeRows(change.inverse)),
    [p]: times(p, change.matrix),
  }));
}

/** Whether a parameter stores its r directions as rows, such as LoRA's A `[r, in]`. */
const isTransposed = (method: Method, parameter: string): boolean =>
  specsAt(method.name, 2)[parameter]?.shape[0] === 1;
