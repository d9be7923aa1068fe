import {
  basis,
  addScaled,
  eigen,
  multiply,
  norm,
  transpose,
  type Matrix,
  scaled,
} from './linear-algebra.ts';

/** The spectrum of an update ΔW `[out, in]`, and measures of its rank and symmetry. */
export interface Spectrum {
  /** ‖ΔW‖, the Frobenius norm. */
  readonly norm: number;
  /** Singular values, largest first; as many as the factors have columns. */
  readonly singularValues: readonly number[];
  /** exp of the entropy of the singular values' shares: how many directions the update really uses. */
  readonly effectiveRank: number;
  /** ‖(ΔW + ΔWᵀ)/2‖ / ‖ΔW‖, of a square update alone: 1 where it is symmetric. */
  readonly symmetry?: number;
  /**
   * How one-sided the symmetric part is, of a square update alone: Σλ / Σ|λ| over its eigenvalues, 1 where it is
   * positive semi-definite, −1 where negative, 0 where balanced.
   */
  readonly definiteness?: number;
}

/** The spectrum of `scale · P Qᵀ`, from the factors P `[out, r]` and Q `[in, r]` alone. */
export function spectrum(p: Matrix, q: Matrix, scale: number): Spectrum {
  const left = basis(p.rows, p);
  const right = basis(q.rows, q);
  // ΔW = left · core · rightᵀ
  const core = scaled(
    multiply(multiply(transpose(left), p), transpose(multiply(transpose(right), q))),
    scale,
  );
  const gram = eigen(multiply(core, transpose(core))).values;
  const rank = Math.min(p.cols, p.rows, q.rows);
  const singularValues = Array.from({ length: rank }, (_, i) =>
    Math.sqrt(Math.max(0, gram[i] ?? 0)),
  );
  const size = norm(core);
  const shape = { norm: size, singularValues, effectiveRank: effectiveRank(singularValues) };
  if (p.rows !== q.rows) return shape;

  const both = basis(p.rows, p, q);
  const square = multiply(multiply(transpose(both), p), transpose(multiply(transpose(both), q)));
  const symmetric = scaled(addScaled(square, transpose(square), 1), scale / 2);
  const eigenvalues = eigen(symmetric).values;
  const sum = eigenvalues.reduce((total, value) => total + value, 0);
  const absolute = eigenvalues.reduce((total, value) => total + Math.abs(value), 0);
  return {
    ...shape,
    symmetry: size === 0 ? 1 : norm(symmetric) / size,
    definiteness: absolute === 0 ? 0 : sum / absolute,
  };
}

function effectiveRank(values: readonly number[]): number {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  const shares = values.map((value) => value / total).filter((share) => share > 0);
  return Math.exp(-shares.reduce((sum, share) => sum + share * Math.log(share), 0));
}
