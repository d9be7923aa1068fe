/** An update `scale · P Qᵀ` of a matrix `[rows, columns]`. */
export interface MatrixUpdate {
  /** `[rows, rank]` */
  readonly p: Float64Array;
  /** `[columns, rank]`, and zeros up to a multiple of four columns; see {@link inFours}. */
  readonly q: Float64Array;
  readonly columns: number;
  readonly rank: number;
  readonly scale: number;
}

/** Q `[columns, rank]` as {@link MatrixUpdate} has it. */
export function inFours(q: Float32Array, rank: number): Float64Array {
  const filled = new Float64Array(Math.ceil(q.length / rank / 4) * 4 * rank);
  filled.set(q);
  return filled;
}

/**
 * Adds an update to a matrix, in place. The products add up in float64; their sum, its multiple by the scale, and the result are
 * rounded to float32. It runs on arrays because copying a weight to a backend and back takes as long as this does.
 */
export function addLowRank(
  matrix: Float32Array,
  { p, q, columns, rank, scale }: MatrixUpdate,
): void {
  const stride = q.length / rank;
  const products = new Float32Array(2 * stride);
  const rowAt = (start: number) => p.subarray(start, start + rank);
  for (let row = 0; row * rank < p.length; row += 2) {
    const start = row * rank;
    multiplyTwoRows(rowAt(start), rowAt(Math.min(start + rank, p.length - rank)), q, products);
    const end = Math.min((row + 2) * columns, matrix.length);
    for (let at = row * columns, from = 0; at < end; at += columns, from += stride)
      for (let i = 0; i < columns; i++) {
        const update = Math.fround((products[from + i] as number) * scale);
        matrix[at + i] = (matrix[at + i] as number) + update;
      }
  }
}

/** The products of two rows of P and all of Q. The processor's registers hold the sums of four columns at a time. */
function multiplyTwoRows(
  one: Float64Array,
  other: Float64Array,
  q: Float64Array,
  products: Float32Array,
): void {
  const rank = one.length;
  const stride = products.length / 2;
  for (let column = 0; column < stride; column += 4) {
    const first = column * rank;
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    let b0 = 0;
    let b1 = 0;
    let b2 = 0;
    let b3 = 0;
    for (let k = 0; k < rank; k++) {
      const a = one[k] as number;
      const b = other[k] as number;
      const q0 = q[first + k] as number;
      const q1 = q[first + rank + k] as number;
      const q2 = q[first + 2 * rank + k] as number;
      const q3 = q[first + 3 * rank + k] as number;
      a0 += a * q0;
      a1 += a * q1;
      a2 += a * q2;
      a3 += a * q3;
      b0 += b * q0;
      b1 += b * q1;
      b2 += b * q2;
      b3 += b * q3;
    }
    products[column] = a0;
    products[column + 1] = a1;
    products[column + 2] = a2;
    products[column + 3] = a3;
    products[stride + column] = b0;
    products[stride + column + 1] = b1;
    products[stride + column + 2] = b2;
    products[stride + column + 3] = b3;
  }
}
