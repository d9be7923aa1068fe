import {
  at,
  basis,
  combine,
  eigen,
  matrix,
  multiply,
  norm,
  rowsOf,
  transpose,
  type Matrix,
  scaled,
} from './linear-algebra.ts';

/** SingLoRA's factor nearest to a given update, and how far from it that factor is. */
export interface Nearest {
  /** A `[max(out, in), r]` with `A A*ᵀ` (or `A* Aᵀ`) in place of the update. */
  readonly a: Matrix;
  /** ‖A A*ᵀ − ΔW‖ / ‖ΔW‖, from 0 (exact) up; 0 for an update that is zero. */
  readonly residual: number;
}

/**
 * The A of rank r whose `A A*ᵀ` is nearest to `P Qᵀ` (P `[out, k]`, Q `[in, k]`) in the Frobenius norm.
 *
 * On a square weight that is the best positive semi-definite approximation, in closed form: the largest positive
 * eigenvalues of the symmetric part. On another, with the longer side cut into the shared s rows and the rest,
 * `‖A₁A₁ᵀ − M‖² + ‖A₁A₂ᵀ − N‖²` has no closed form; it is minimised in the few dimensions that matter, from the
 * two natural starts (the closed form of M, and the singular vectors of N), by descent that never goes up. That gives a
 * local optimum.
 */
export function nearestSinglora(p: Matrix, q: Matrix, r: number): Nearest {
  // Both orientations are one: the long side's factor first.
  const [long, short] = p.rows >= q.rows ? [p, q] : [q, p];
  const s = short.rows;
  const shared = rowsOf(long, 0, s);
  const rest = rowsOf(long, s, long.rows);
  const left = basis(s, shared, short);
  const right = basis(rest.rows, rest);
  const inner = multiply(transpose(left), short);
  const whole = multiply(multiply(transpose(left), shared), transpose(inner));
  const other = multiply(inner, transpose(multiply(transpose(right), rest)));
  // Of norm 1, so that the search ends as well for a tiny or a huge update.
  const size = Math.hypot(norm(whole), norm(other));
  const unit = size === 0 ? 1 : 1 / size;
  const m = scaled(whole, unit);
  const n = scaled(other, unit);
  const psd = positivePart(scaled(combine(m, transpose(m), 1), 0.5), r);
  const starts =
    right.cols === 0
      ? [{ x: psd, y: matrix(0, r, () => 0) }]
      : [fill({ x: psd, y: fit(psd, n) }, n), fill(zero(left.cols, right.cols, r), n)];
  const points = starts.map((start) => descend(start, m, n));
  const { x: top, y: bottom } = points.reduce((best, point) =>
    loss(point, m, n) < loss(best, m, n) ? point : best,
  );
  const a = scaled(stack(multiply(left, top), multiply(right, bottom)), Math.sqrt(size));
  return { a, residual: Math.sqrt(loss({ x: top, y: bottom }, m, n)) };
}

interface Point {
  /** `[left, r]`: the shared rows. */
  readonly x: Matrix;
  /** `[right, r]`: the rest. */
  readonly y: Matrix;
}

function loss({ x, y }: Point, m: Matrix, n: Matrix): number {
  const symmetric = norm(combine(multiply(x, transpose(x)), m, -1));
  const other = norm(combine(multiply(x, transpose(y)), n, -1));
  return symmetric ** 2 + other ** 2;
}

function gradient({ x, y }: Point, m: Matrix, n: Matrix): Point {
  const first = combine(multiply(x, transpose(x)), m, -1);
  const second = combine(multiply(x, transpose(y)), n, -1);
  const dx = combine(multiply(combine(first, transpose(first), 1), x), multiply(second, y), 1);
  return { x: scaled(dx, 2), y: scaled(multiply(transpose(second), x), 2) };
}

/** Gradient descent with Barzilai–Borwein steps, halved until the loss goes down. */
function descend(start: Point, m: Matrix, n: Matrix): Point {
  let point = start;
  let value = loss(point, m, n);
  let slope = gradient(point, m, n);
  let step = 1e-2 / (1 + norm(m) + norm(n));
  for (let i = 0; i < 1000 && size(slope) > 1e-12 * (1 + value); i++) {
    let next = move(point, slope, -step);
    let lower = loss(next, m, n);
    for (let k = 0; lower >= value && k < 60; k++) {
      step /= 2;
      next = move(point, slope, -step);
      lower = loss(next, m, n);
    }
    if (lower >= value * (1 - 1e-9)) break;
    const nextSlope = gradient(next, m, n);
    const change = move(next, point, -1);
    const bend = inner(change, move(nextSlope, slope, -1));
    step = bend > 0 ? inner(change, change) / bend : 2 * step;
    [point, value, slope] = [next, lower, nextSlope];
  }
  return point;
}

const move = (a: Point, b: Point, factor: number): Point => ({
  x: combine(a.x, b.x, factor),
  y: combine(a.y, b.y, factor),
});
const sum = (a: Matrix, b: Matrix): number =>
  a.data.reduce((total, value, i) => total + value * (b.data[i] as number), 0);
const inner = (a: Point, b: Point): number => sum(a.x, b.x) + sum(a.y, b.y);
const size = (a: Point): number => Math.sqrt(inner(a, a));
const stack = (a: Matrix, b: Matrix): Matrix =>
  matrix(a.rows + b.rows, a.cols, (i, j) => (i < a.rows ? at(a, i, j) : at(b, i - a.rows, j)));

/** X `[n, r]` with X Xᵀ the best positive semi-definite approximation of rank r. */
function positivePart(symmetric: Matrix, r: number): Matrix {
  const { values, vectors } = eigen(symmetric);
  return matrix(symmetric.rows, r, (i, j) =>
    j < values.length ? at(vectors, i, j) * Math.sqrt(Math.max(0, values[j] ?? 0)) : 0,
  );
}

/** Y with X Yᵀ nearest to N, over the directions that X has. */
function fit(x: Matrix, n: Matrix): Matrix {
  const { values, vectors } = eigen(multiply(transpose(x), x));
  const floor = 1e-9 * (values[0] ?? 0);
  const inverse = matrix(x.cols, x.cols, (i, j) =>
    values.reduce(
      (total, value, k) =>
        value > floor ? total + (at(vectors, i, k) * at(vectors, j, k)) / value : total,
      0,
    ),
  );
  return multiply(transpose(n), multiply(x, inverse));
}

const zero = (rows: number, rest: number, r: number): Point => ({
  x: matrix(rows, r, () => 0),
  y: matrix(rest, r, () => 0),
});

/** Puts the strongest directions of what is left of N into columns that are zero, where descent would not move. */
function fill({ x, y }: Point, n: Matrix): Point {
  const left = combine(n, multiply(x, transpose(y)), -1);
  const { values, vectors } = eigen(multiply(left, transpose(left)));
  const xs = matrix(x.rows, x.cols, (i, j) => at(x, i, j));
  const ys = matrix(y.rows, y.cols, (i, j) => at(y, i, j));
  let next = 0;
  for (let j = 0; j < x.cols; j++) {
    const isZero = Array.from({ length: x.rows }, (_, i) => at(x, i, j)).every((v) => v === 0);
    const strength = Math.sqrt(Math.max(0, values[next] ?? 0));
    if (!isZero || strength === 0) continue;
    const half = Math.sqrt(strength);
    for (let i = 0; i < x.rows; i++) xs.data[i * x.cols + j] = half * at(vectors, i, next);
    for (let k = 0; k < y.rows; k++) {
      let along = 0;
      for (let i = 0; i < x.rows; i++) along += at(vectors, i, next) * at(left, i, k);
      ys.data[k * y.cols + j] = along / half;
    }
    next++;
  }
  return { x: xs, y: ys };
}
