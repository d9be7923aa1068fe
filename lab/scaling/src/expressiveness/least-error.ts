import { methodOf, type AdapterConfig } from '@singlora/core';

/** The properties of a matrix M `[n, n]` that determine how well it can be approximated. */
export interface MatrixSpectrum {
  readonly singularValues: readonly number[];
  /** The eigenvalues of the symmetric part (M + Mᵀ)/2. */
  readonly eigenvalues: readonly number[];
  /** ‖(M − Mᵀ)/2‖², the least squared distance of M from a symmetric matrix. */
  readonly antisymmetric: number;
}

/**
 * The least `‖M − update‖²` of a method at its rank, over all values of its parameters. Null where
 * the set of its updates is unknown, as for DoRA, whose updates depend on the frozen weight.
 */
export function leastError(spectrum: MatrixSpectrum, config: AdapterConfig): number | null {
  const { sides } = methodOf(config);
  const { r } = config;
  if (sides.magnitude !== undefined) return null;
  const isOnBoth = (name: string) => sides.p.includes(name) && sides.q.includes(name);
  const names = [...sides.p, ...sides.q];
  if (!names.some(isOnBoth)) return leftOver(spectrum.singularValues, r); // Eckart–Young
  const hasFreeSigns = !names.every(isOnBoth); // Q Λ Qᵀ
  const { eigenvalues, antisymmetric } = spectrum;
  if (hasFreeSigns) return antisymmetric + leftOver(eigenvalues, r);
  // The update takes the largest eigenvalues of each sign, and the rest remain as error.
  const negative = sides.negatives?.(config) ?? 0;
  const up = eigenvalues.filter((value) => value > 0);
  const down = eigenvalues.filter((value) => value < 0);
  return antisymmetric + leftOver(up, r - negative) + leftOver(down, negative);
}

/** Whether a method's updates have rank r at most, for any frozen weight. */
export const isLowRank = (config: AdapterConfig) => methodOf(config).sides.magnitude === undefined;

/** The sum of squares without the `kept` largest. */
export function leftOver(values: readonly number[], kept: number): number {
  return values
    .map((value) => value ** 2)
    .sort((a, b) => b - a)
    .slice(kept)
    .reduce((sum, square) => sum + square, 0);
}
