/** A measured exponent with its interval. */
export interface MeasuredExponent {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A measured exponent beside a predicted one:
 * - `agrees`: they are no further apart than the tolerance, and the interval is no wider than ± tolerance;
 * - `differs`: they are further apart, and the interval does not cover the prediction;
 * - `undecided`: it covers the prediction, but would cover others, too.
 */
export type Agreement = 'agrees' | 'differs' | 'undecided';

/** See {@link Agreement}; `tolerance` is an exponent. */
export function agreementOf(
  { slope, low, high }: MeasuredExponent,
  predicted: number,
  tolerance = 0.1,
): Agreement {
  const covered = low <= predicted && predicted <= high;
  const near = Math.abs(slope - predicted) <= tolerance;
  if (!near && !covered) return 'differs';
  return near && high - low <= 2 * tolerance ? 'agrees' : 'undecided';
}

/** A measured exponent beside its prediction. */
export interface Compared {
  readonly fit: MeasuredExponent;
  readonly predicted: number;
}

/** Shifts of all predictions that a test of exponents should notice. */
const shifts = [0.1, 0.25, 0.5] as const;

/** The power of a test: how many exponents would differ if every prediction were higher or lower by `shift`, the mean of the two. */
export interface Power {
  readonly shift: number;
  readonly differing: number;
}

/** The number of exponents that agree, and its worth: a test that no wrong prediction fails says nothing. */
export interface AgreementCount {
  readonly agrees: number;
  readonly differs: number;
  readonly undecided: number;
  readonly power: readonly Power[];
}

/** Counts agreement by exponent, and the power of the count. */
export function countAgreement(all: readonly Compared[]): AgreementCount {
  const differing = (shift: number) =>
    all.filter(({ fit, predicted }) => agreementOf(fit, predicted + shift) === 'differs').length;
  const count = (wanted: Agreement) =>
    all.filter(({ fit, predicted }) => agreementOf(fit, predicted) === wanted).length;
  return {
    agrees: count('agrees'),
    differs: count('differs'),
    undecided: count('undecided'),
    power: shifts.map((shift) => ({
      shift,
      differing: (differing(shift) + differing(-shift)) / 2,
    })),
  };
}
