import type { Slot } from '@singlora/core';
import type { RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A matrix of independent normal values with mean 0. Box–Muller with both halves and one 32-bit
 * uniform each takes half the time of `random.normal()`, which matters for a weight `[4096, 4096]`.
 */
export function normals(random: RandomStream, shape: [rows: number, cols: number], std = 1) {
  const values = new Float32Array(shape[0] * shape[1]);
  for (let i = 0; i < values.length; i += 2) {
    const [first, second] = random.seed();
    const radius = std * Math.sqrt(-2 * Math.log(((first >>> 0) + 0.5) / 2 ** 32));
    const angle = (2 * Math.PI * ((second >>> 0) + 0.5)) / 2 ** 32;
    values[i] = radius * Math.cos(angle);
    if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
  }
  return tf.tensor2d(values, shape);
}

/** A linear layer whose weight has entries N(0, std²). */
export function linearSlot(
  random: RandomStream,
  name: string,
  [outFeatures, inFeatures]: [out: number, inputs: number],
  std = 1 / Math.sqrt(inFeatures),
): Slot & { readonly weight: tf.Tensor2D } {
  const weight = normals(random, [outFeatures, inFeatures], std);
  return { name, kind: 'linear', inFeatures, outFeatures, weight };
}

/**
 * A random matrix `[rows, cols]`, cols ≤ rows, with orthonormal columns in double precision: normal
 * values, orthogonalised by Gram–Schmidt, twice because of rounding. A square one has the uniform
 * (Haar) distribution of orthogonal matrices.
 */
export function orthonormal(random: RandomStream, rows: number, cols: number): number[][] {
  const columns: number[][] = [];
  while (columns.length < cols) {
    let column = Array.from({ length: rows }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of columns) column = combine(column, other, -dot(column, other));
    }
    const length = Math.sqrt(dot(column, column));
    columns.push(column.map((value) => value / length));
  }
  return Array.from({ length: rows }, (_, i) => columns.map((column) => column[i] as number));
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

const combine = (a: readonly number[], b: readonly number[], factor: number): number[] =>
  a.map((value, i) => value + factor * (b[i] as number));
