/** A small dense matrix in double precision, row-major. For analysis and conversion, not for training. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/** An entry of an array whose length is known. */
const get = (data: Float64Array, index: number): number => data[index] as number;

export function matrix(
  rows: number,
  cols: number,
  value: (row: number, col: number) => number,
): Matrix {
  const data = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) data[i * cols + j] = value(i, j);
  return { rows, cols, data };
}

export const at = ({ cols, data }: Matrix, row: number, col: number): number =>
  get(data, row * cols + col);

export const transpose = (m: Matrix): Matrix => matrix(m.cols, m.rows, (i, j) => at(m, j, i));

export function multiply(a: Matrix, b: Matrix): Matrix {
  const data = new Float64Array(a.rows * b.cols);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.cols; k++) {
      const x = at(a, i, k);
      for (let j = 0; j < b.cols; j++) {
        const target = i * b.cols + j;
        data[target] = get(data, target) + x * at(b, k, j);
      }
    }
  }
  return { rows: a.rows, cols: b.cols, data };
}

/** `a + factor · b` */
export const addScaled = (a: Matrix, b: Matrix, factor: number): Matrix =>
  matrix(a.rows, a.cols, (i, j) => at(a, i, j) + factor * at(b, i, j));

export const scaled = (m: Matrix, factor: number): Matrix =>
  matrix(m.rows, m.cols, (i, j) => factor * at(m, i, j));

/** The first columns of a matrix, each times a factor; zeros where it has no more columns. */
export const scaledColumns = (m: Matrix, factors: readonly number[]): Matrix =>
  matrix(m.rows, factors.length, (i, j) => (j < m.cols ? at(m, i, j) * (factors[j] ?? 0) : 0));

/** The Euclidean norms of a matrix's columns. */
export const columnNorms = (m: Matrix): number[] =>
  Array.from({ length: m.cols }, (_, j) =>
    Math.hypot(...Array.from({ length: m.rows }, (_, i) => at(m, i, j))),
  );

/** Some of a matrix's rows, from `start` up to `end`. */
export const matrixRows = (m: Matrix, start: number, end: number): Matrix => ({
  rows: end - start,
  cols: m.cols,
  data: m.data.subarray(start * m.cols, end * m.cols),
});

/** The Frobenius norm. */
export const norm = ({ data }: Matrix): number => Math.hypot(...chunkNorms(data));

// Math.hypot takes its values as arguments, whose number is limited.
function* chunkNorms(data: Float64Array): Generator<number> {
  for (let i = 0; i < data.length; i += 4096) yield Math.hypot(...data.subarray(i, i + 4096));
}

/**
 * An orthonormal basis `[rows, rank]` of the space that the columns of the matrices span (Gram–Schmidt, twice over).
 */
export function basis(rows: number, ...parts: readonly Matrix[]): Matrix {
  const vectors: Float64Array[] = [];
  for (const part of parts) {
    for (let j = 0; j < part.cols; j++) {
      const v = Float64Array.from({ length: rows }, (_, i) => at(part, i, j));
      const before = length(v);
      for (let pass = 0; pass < 2; pass++) {
        for (const u of vectors) subtract(v, u, dot(u, v));
      }
      const after = length(v);
      if (after <= 1e-12 * before || after === 0) continue;
      vectors.push(v.map((x) => x / after));
    }
  }
  return matrix(rows, vectors.length, (i, j) => vectors[j]?.[i] ?? 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += get(a, i) * get(b, i);
  return sum;
}

const length = (v: Float64Array): number => Math.sqrt(dot(v, v));

function subtract(v: Float64Array, u: Float64Array, factor: number): void {
  for (let i = 0; i < v.length; i++) v[i] = get(v, i) - factor * get(u, i);
}

/** Eigenvalues, largest first, and eigenvectors as columns, of a symmetric matrix (Jacobi's rotations). */
export function eigen(symmetric: Matrix): { values: number[]; vectors: Matrix } {
  const n = symmetric.rows;
  const a = Float64Array.from(symmetric.data);
  const v = matrix(n, n, (i, j) => (i === j ? 1 : 0)).data;
  const rotate = (m: Float64Array, i: number, j: number, c: number, s: number) => {
    const [x, y] = [get(m, i), get(m, j)];
    m[i] = c * x - s * y;
    m[j] = s * x + c * y;
  };
  const scale = norm(symmetric);
  for (let sweep = 0; sweep < 60; sweep++) {
    let rest = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rest += get(a, p * n + q) ** 2;
    if (Math.sqrt(rest) <= 1e-15 * scale) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = get(a, p * n + q);
        if (off === 0) continue;
        const theta = (get(a, q * n + q) - get(a, p * n + p)) / (2 * off);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (let k = 0; k < n; k++) rotate(a, k * n + p, k * n + q, c, s);
        for (let k = 0; k < n; k++) rotate(a, p * n + k, q * n + k, c, s);
        for (let k = 0; k < n; k++) rotate(v, k * n + p, k * n + q, c, s);
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (i, j) => get(a, j * n + j) - get(a, i * n + i),
  );
  return {
    values: order.map((i) => get(a, i * n + i)),
    vectors: matrix(n, n, (i, j) => get(v, i * n + (order[j] as number))),
  };
}
