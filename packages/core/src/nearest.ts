import {
  at,
  basis,
  columnNorms,
  addScaled,
  eigen,
  matrix,
  multiply,
  norm,
  matrixRows,
  scaled,
  scaledColumns,
  transpose,
  type Matrix,
} from './linear-algebra.ts';

/** SingLoRA's factor nearest to a given update, and how far from it that factor is. */
export interface Nearest {
  /** A `[max(out, in), r]` with `A A*ᵀ` (or `A* Aᵀ`) in place of the update. */
  readonly a: Matrix;
  /** ‖A A*ᵀ − ΔW‖ / ‖ΔW‖, from 0 (exact) up; 0 for an update that is zero. */
  readonly residual: number;
  /** How many rounds the search took. */
  readonly rounds: number;
}

/**
 * The least squared length of a column of X, as a share of the length of the target column of Y Xᵀ. Where X Xᵀ
 * should be near 0, an ever smaller X with an ever larger Y fits ever better; the bound keeps both at trainable
 * sizes.
 */
const least = 1e-2;

/**
 * The A of rank r whose `A A*ᵀ` is nearest to `P Qᵀ` (P `[out, k]`, Q `[in, k]`) in the Frobenius norm.
 *
 * The rows that both sides share split A into X over Y and the update into M over N; the error is `‖X Xᵀ − M‖² + ‖Y Xᵀ − N‖²`.
 * With an orthonormal basis U of X's columns, Y Xᵀ fits all of N along U, and X Xᵀ fits the positive part of `Uᵀ S U`, S being
 * M's symmetric part. Together they fit `f(U) = ‖(Uᵀ S U)₊‖² + tr Uᵀ NᵀN U`, at most the sum of the r largest eigenvalues of
 * `S₊² + NᵀN`. The search starts from their eigenvectors, which are optimal on a square weight, and where r covers all
 * dimensions of the update. Elsewhere it ends in a local optimum.
 */
export function nearestSinglora(p: Matrix, q: Matrix, r: number): Nearest {
  // Both orientations become one: the long side's factor first. Norms are divided out, so that tiny and huge updates are handled alike.
  const [long, short] = p.rows >= q.rows ? [p, q] : [q, p];
  const [outer, other] = [long, short].map((m) => scaled(m, 1 / (norm(m) || 1))) as [
    Matrix,
    Matrix,
  ];
  const [shared, rest] = [
    matrixRows(outer, 0, other.rows),
    matrixRows(outer, other.rows, outer.rows),
  ];
  const left = basis(other.rows, shared, other);
  const inner = multiply(transpose(left), other);
  const m = multiply(multiply(transpose(left), shared), transpose(inner));
  const n = multiply(rest, transpose(inner));
  const size = Math.hypot(norm(m), norm(n)) || 1;

  const [mUnit, nUnit] = [scaled(m, 1 / size), scaled(n, 1 / size)];
  const symmetric = scaled(addScaled(mUnit, transpose(mUnit), 1), 0.5);
  const nn = multiply(transpose(nUnit), nUnit);
  const { u, values, rounds } = search(symmetric, nn, Math.min(r, left.cols));

  const ofN = multiply(nUnit, u);
  const lengths = columnNorms(ofN);
  const squares = lengths.map((length, j) => {
    const value = values[j] as number;
    return value > least ** 2 * length ? value : least * length;
  });
  const x = scaledColumns(u, squares.map(Math.sqrt));
  const y = scaledColumns(
    ofN,
    squares.map((square) => square && 1 / Math.sqrt(square)),
  );
  const miss = norm(addScaled(multiply(x, transpose(x)), mUnit, -1));
  const missOfN = norm(nUnit) ** 2 - lengths.reduce((sum, length) => sum + length ** 2, 0);
  const top = multiply(left, x);
  const factor = Math.sqrt(size) * Math.sqrt(norm(long)) * Math.sqrt(norm(short));
  const a = matrix(long.rows, r, (i, j) =>
    j >= u.cols ? 0 : factor * (i < top.rows ? at(top, i, j) : at(y, i - top.rows, j)),
  );
  return { a, residual: Math.sqrt(miss ** 2 + Math.max(0, missOfN)), rounds };
}

/**
 * Orthonormal directions as columns of u `[l, r]`, in which `uᵀ S u` is diagonal, and the sizes of the update along
 * them.
 */
interface Directions {
  readonly u: Matrix;
  /** The diagonal of `uᵀ S u`. */
  readonly values: readonly number[];
  readonly taken: number;
}

const mostRounds = 200;
const enough = 1e-8;
const rounding = 1e-12;
const firstHold = 0.02;

/**
 * The directions along which {@link nearestSinglora} fits most of the update. Each round takes the leading
 * directions of f's gradient; where f falls, the next round stays closer to the previous directions.
 */
function search(s: Matrix, nn: Matrix, r: number): Directions & { readonly rounds: number } {
  const along = (m: Matrix): Directions => {
    const leading = scaledColumns(eigen(m).vectors, Array<number>(r).fill(1));
    const { values, vectors } = eigen(multiply(transpose(leading), multiply(s, leading)));
    const u = multiply(leading, vectors);
    const ofN = multiply(transpose(u), multiply(nn, u));
    const taken = positive(values).reduce((sum, value, j) => sum + value ** 2 + at(ofN, j, j), 0);
    return { u, values, taken };
  };
  const { values, vectors } = eigen(s);
  const squares = positive(values).map((value) => value ** 2);
  let best = along(addScaled(nn, product(vectors, squares), 1));
  let [rounds, hold] = [1, 0];
  for (; r < s.rows && rounds < mostRounds; rounds++) {
    const half = multiply(s, product(best.u, positive(best.values)));
    const slope = addScaled(nn, addScaled(half, transpose(half), 1), 2);
    const held = product(best.u, Array<number>(r).fill(hold));
    const next = along(addScaled(slope, held, 1));
    const gain = next.taken - best.taken;
    if (gain < -rounding) {
      hold = Math.max(2 * hold, firstHold);
      continue;
    }
    best = next;
    hold /= 2;
    if (gain < enough) break;
  }
  return { ...best, rounds };
}

const positive = (values: readonly number[]): number[] => values.map((value) => Math.max(0, value));

/** U diag(values) Uᵀ */
const product = (u: Matrix, values: readonly number[]): Matrix =>
  multiply(scaledColumns(u, values), transpose(u));
