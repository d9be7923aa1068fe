/** A matrix in double precision, row by row. */
export type Rows = readonly (readonly number[])[];

export const grid = (rows: number, cols: number, value: (i: number, j: number) => number) =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => value(i, j)));

const at = (m: Rows, i: number, j: number): number => m[i]?.[j] as number;

export const transposeRows = (m: Rows) => grid(m[0]?.length ?? 0, m.length, (i, j) => at(m, j, i));

export const multiplyRows = (a: Rows, b: Rows): Rows =>
  grid(a.length, b[0]?.length ?? 0, (i, j) =>
    (a[i] ?? []).reduce((sum, value, k) => sum + value * at(b, k, j), 0),
  );

/** a + factor · b */
export const addRows = (a: Rows, b: Rows, factor: number): Rows =>
  a.map((row, i) => row.map((value, j) => value + factor * at(b, i, j)));

/** Frobenius. */
export const frobeniusNorm = (m: Rows): number =>
  Math.sqrt(m.reduce((sum, row) => row.reduce((s, value) => s + value * value, sum), 0));
