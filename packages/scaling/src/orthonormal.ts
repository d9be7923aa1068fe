import type { RandomStream } from '@singlora/runtime';

/**
 * A random matrix `[rows, cols]`, cols ≤ rows, with orthonormal columns in double precision: normal numbers made
 * orthogonal by Gram–Schmidt, twice over against rounding. For a square one that is the uniform (Haar) distribution of
 * orthogonal matrices.
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
