// In JavaScript, so that a thread can load it from the source too: see `node/low-rank-thread.ts`.

/**
 * An update `scale · P Qᵀ` of a matrix `[rows, columns]`.
 *
 * @typedef {object} MatrixUpdate
 * @property {Float64Array} p `[rows, rank]`
 * @property {Float64Array} q `[columns / 4, rank, 4]`, padded with zeros to a multiple of 4; see {@link inFours}
 * @property {number} columns
 * @property {number} rank
 * @property {number} scale
 */

/**
 * Q `[columns, rank]` as {@link MatrixUpdate} has it.
 *
 * @param {Float32Array} q
 * @param {number} rank
 * @returns {Float64Array}
 */
export function inFours(q, rank) {
  const fours = new Float64Array(Math.ceil(q.length / rank / 4) * 4 * rank);
  for (let from = 0, column = 0; from < q.length; column++) {
    const first = (column >> 2) * 4 * rank + (column & 3);
    for (let k = 0; k < rank; k++) fours[first + 4 * k] = /** @type {number} */ (q[from++]);
  }
  return fours;
}

/**
 * Adds an update to a matrix, in place. The products add up in float64; their sum, its multiple by the scale, and the result are
 * rounded to float32. It runs on arrays because copying a weight to a backend and back takes as long as this does.
 *
 * @template {ArrayBufferLike} Buffer
 * @param {Float32Array<Buffer>} matrix
 * @param {MatrixUpdate} update
 * @returns {Float32Array<Buffer>} the matrix
 */
export function addLowRank(matrix, { p, q, columns, rank, scale }) {
  const stride = q.length / rank;
  const products = new Float32Array(2 * stride);
  /** @param {number} start */
  const rowAt = (start) => p.subarray(start, start + rank);
  for (let row = 0; row * rank < p.length; row += 2) {
    const start = row * rank;
    multiplyTwoRows(rowAt(start), rowAt(Math.min(start + rank, p.length - rank)), q, products);
    const end = Math.min((row + 2) * columns, matrix.length);
    for (let at = row * columns, from = 0; at < end; at += columns, from += stride)
      for (let i = 0; i < columns; i++) {
        const update = Math.fround(/** @type {number} */ (products[from + i]) * scale);
        matrix[at + i] = /** @type {number} */ (matrix[at + i]) + update;
      }
  }
  return matrix;
}

/**
 * The products of two rows of P and all of Q. The processor's registers hold the sums of four columns at a time.
 *
 * @param {Float64Array} one
 * @param {Float64Array} other
 * @param {Float64Array} q
 * @param {Float32Array} products
 */
function multiplyTwoRows(one, other, q, products) {
  const rank = one.length;
  const stride = products.length / 2;
  for (let column = 0, at = 0; column < stride; column += 4) {
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    let b0 = 0;
    let b1 = 0;
    let b2 = 0;
    let b3 = 0;
    for (let k = 0; k < rank; k++, at += 4) {
      const a = /** @type {number} */ (one[k]);
      const b = /** @type {number} */ (other[k]);
      const q0 = /** @type {number} */ (q[at]);
      const q1 = /** @type {number} */ (q[at + 1]);
      const q2 = /** @type {number} */ (q[at + 2]);
      const q3 = /** @type {number} */ (q[at + 3]);
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
