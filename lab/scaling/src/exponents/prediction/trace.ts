import { innerTerms, plus, totalOf, type InnerTerm, type Quantity } from '../algebra/quantity.ts';

/** A quantity and how a person writes it: a symbol, or symbols in a formula. */
export interface Written {
  readonly formula: string;
  readonly value: Quantity;
}

/** A line of a derivation: a symbol, its formula in terms of earlier lines, and its terms. */
export interface DerivedLine {
  readonly symbol: string;
  readonly formula: string;
  readonly value: Quantity;
  /** For an inner product, the sum over each pair of terms. */
  readonly sums?: readonly InnerTerm[];
}

/** Records the lines of a derivation as they are computed. */
export type Trace = ReturnType<typeof startTrace>;

export function startTrace() {
  const lines: DerivedLine[] = [];
  return {
    lines,
    define(symbol: string, formula: string, value: Quantity): Written {
      lines.push({ symbol, formula, value });
      return { formula: symbol, value };
    },
    /** The inner product aᵀb of two vectors with n^dimension entries. */
    inner(a: Written, b: Written, dimension: number): Written {
      const symbol = transposed(a.formula) + b.formula;
      const sums = innerTerms(a.value, b.value, dimension);
      const value = totalOf(sums);
      lines.push({ symbol, formula: '', value, sums });
      return { formula: symbol, value };
    },
  };
}

export const sumOf = (terms: readonly Written[]): Written => ({
  formula: terms.map(({ formula }) => formula).join(' + '),
  value: plus(...terms.map(({ value }) => value)),
});

/** `Aᵀ`, `ΔAᵀ`, but `(λQ)ᵀ`. */
export const transposed = (formula: string): string =>
  /^Δ?.$/u.test(formula) ? `${formula}ᵀ` : `(${formula})ᵀ`;
