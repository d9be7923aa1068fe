import type { AdapterConfig } from '@singlora/core';

/** What decides how well a matrix M `[n, n]` can be approximated. */
export interface MatrixSpectrum {
  /** Of M. */
  readonly singularValues: readonly number[];
  /** Of the symmetric part (M + Mᵀ)/2. */
  readonly eigenvalues: readonly number[];
  /** ‖(M − Mᵀ)/2‖², which no symmetric matrix comes nearer to. */
  readonly antisymmetric: number;
}

type Of<Name extends AdapterConfig['method']> = Extract<AdapterConfig, { method: Name }>;

type LeastErrors = {
  [Name in AdapterConfig['method']]?: (spectrum: MatrixSpectrum, config: Of<Name>) => number;
};

/** Any matrix of rank r: the smallest singular values are left over (Eckart–Young). */
const ofRank = ({ singularValues }: MatrixSpectrum, { r }: { readonly r: number }): number =>
  leftOver(singularValues, r);

/**
 * A symmetric one with so many positive and so many negative directions: it takes the largest eigenvalues of each sign,
 * and of a sign that it lacks everything is left over.
 */
function ofSigns(spectrum: MatrixSpectrum, positive: number, negative: number): number {
  const { eigenvalues, antisymmetric } = spectrum;
  const up = eigenvalues.filter((value) => value > 0);
  const down = eigenvalues.filter((value) => value < 0);
  return antisymmetric + leftOver(up, positive) + leftOver(down, negative);
}

/** For each method whose updates of a square weight are a known set of matrices: the least squared error among them. */
const leastErrors: LeastErrors = {
  lora: ofRank,
  'lora+': ofRank,
  rslora: ofRank,
  singlora: (spectrum, { r }) => ofSigns(spectrum, r, 0),
  'signed-singlora': (spectrum, { r, negative }) => {
    const down = Math.floor(r * negative);
    return ofSigns(spectrum, r - down, down);
  },
  symlora: ({ eigenvalues, antisymmetric }, { r }) => antisymmetric + leftOver(eigenvalues, r),
};

/** The least `‖M − update‖²` of a method at its rank; null where its updates are no such set, as DoRA's. */
export function leastError(spectrum: MatrixSpectrum, config: AdapterConfig): number | null {
  const least = leastErrors[config.method] as
    ((spectrum: MatrixSpectrum, config: AdapterConfig) => number) | undefined;
  return least ? least(spectrum, config) : null;
}

/** Whether a method's updates are matrices of rank r at most, whatever the frozen weight. */
export const isLowRank = ({ method }: AdapterConfig): boolean => method in leastErrors;

/** The sum of squares without the `kept` largest. */
export function leftOver(values: readonly number[], kept: number): number {
  return values
    .map((value) => value ** 2)
    .sort((a, b) => b - a)
    .slice(kept)
    .reduce((sum, square) => sum + square, 0);
}
