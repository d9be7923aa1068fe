import type { RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { named, targetTooLarge } from '../errors.ts';
import { normals, orthonormal } from '../models/random-matrices.ts';
import type { FitProblem } from './fit.ts';
import { leastError, type MatrixSpectrum } from './least-error.ts';

/** The target update's name in {@link matrixTargets}, and its size. */
export interface MatrixTargetOptions {
  readonly target: string;
  /** n of the weight `[n, n]`. */
  readonly width: number;
  /** The rank k of the target update, at most n/2. */
  readonly targetRank: number;
}

/** How the k sizes σ give a matrix in orthonormal directions: its entries (row, column, value) and its spectrum. */
interface Target {
  readonly core: (
    sizes: readonly number[],
  ) => readonly (readonly [row: number, col: number, value: number])[];
  readonly spectrum: (sizes: readonly number[]) => MatrixSpectrum;
}

const symmetric = (sign: (index: number) => number): Target => {
  const eigenvalues = (sizes: readonly number[]) => sizes.map((size, i) => sign(i) * size);
  return {
    core: (sizes) => eigenvalues(sizes).map((value, i) => [i, i, value]),
    spectrum: (sizes) => ({
      singularValues: sizes,
      eigenvalues: eigenvalues(sizes),
      antisymmetric: 0,
    }),
  };
};

/** Every target update, by name. */
export const matrixTargets: ReadonlyMap<string, Target> = new Map([
  ['positive', symmetric(() => 1)],
  ['mixed', symmetric((i) => (i % 2 === 0 ? 1 : -1))],
  ['negative', symmetric(() => -1)],
  [
    'one-way', // not symmetric: each direction maps to another one
    {
      core: (sizes) => sizes.map((size, i) => [i, sizes.length + i, size]),
      // σ u vᵀ with u ⊥ v has the symmetric part σ (u vᵀ + v uᵀ)/2, with eigenvalues ±σ/2.
      spectrum: (sizes) => ({
        singularValues: sizes,
        eigenvalues: sizes.flatMap((size) => [size / 2, -size / 2]),
        antisymmetric: sizes.reduce((sum, size) => sum + size ** 2, 0) / 2,
      }),
    },
  ],
]);

/**
 * One of {@link matrixTargets}.
 * @throws {ScalingError} `SCALING_UNKNOWN`
 */
export const matrixTargetOf = (name: string): Target => named('target', matrixTargets, name);

/**
 * A frozen weight W0 `[n, n]` with entries N(0, 1/n) and the target W0 + M, where M has rank k with
 * sizes 1, (k−1)/k, …, 1/k in random directions. The loss is ‖W − W0 − M‖² / ‖M‖² for the adapted
 * weight W, and its floor follows from `leastError`.
 */
export function matrixTarget(
  { target, width, targetRank }: MatrixTargetOptions,
  random: RandomStream,
): FitProblem {
  const { core, spectrum } = matrixTargetOf(target);
  if (2 * targetRank > width) throw targetTooLarge(targetRank, width);
  const sizes = Array.from({ length: targetRank }, (_, i) => 1 - i / targetRank);
  const total = sizes.reduce((sum, size) => sum + size ** 2, 0);
  const weight = normals(random, [width, width], 1 / Math.sqrt(width));
  const directions = orthonormal(random, width, 2 * targetRank);
  const identity = tf.eye(width);
  const wanted = tf.tidy(() => {
    const middle = tf.buffer([2 * targetRank, 2 * targetRank]);
    for (const [row, col, value] of core(sizes)) middle.set(value, row, col);
    const v = tf.tensor2d(directions);
    const update = tf.matMul(tf.matMul(v, middle.toTensor() as tf.Tensor2D), v, false, true);
    return tf.transpose(tf.add(weight, update));
  });
  return {
    slots: [{ name: 'layer', kind: 'linear', inFeatures: width, outFeatures: width, weight }],
    targets: ['layer'],
    unit: total / width ** 2,
    // With rows of the identity as input, the output is the transposed weight.
    loss: (apply) => tf.div(tf.sum(tf.square(tf.sub(apply('layer', identity), wanted))), total),
    floor: (config) => {
      const least = leastError(spectrum(sizes), config);
      return least === null ? null : least / total;
    },
    tensors: [weight, identity, wanted],
  };
}
