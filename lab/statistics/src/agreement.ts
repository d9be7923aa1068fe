/** A measured exponent with its interval. */
export interface MeasuredExponent {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}

/** The tolerance around a predicted exponent, and around 0 for stable slopes: finite widths bend every power law a little. */
export const tolerance = 0.1;

/**
 * A measured exponent against a predicted one:
 * - `agrees`: they differ by at most the tolerance, and the interval is no wider than ± tolerance;
 * - `differs`: they differ by more, and the interval does not contain the prediction;
 * - `undecided`: it contains the prediction, but also other values.
 */
export type Agreement = 'agrees' | 'differs' | 'undecided';

/** See {@link Agreement}. */
export function agreementOf({ slope, low, high }: MeasuredExponent, predicted: number): Agreement {
  const covered = low <= predicted && predicted <= high;
  const near = Math.abs(slope - predicted) <= tolerance;
  if (!near && !covered) return 'differs';
  return near && high - low <= 2 * tolerance ? 'agrees' : 'undecided';
}

/** A measured exponent with its prediction. */
export interface PredictedExponent {
  readonly fit: MeasuredExponent;
  readonly predicted: number;
}

/** Shifts of all predictions that a test of exponents should detect. */
const shifts = [0.1, 0.25, 0.5] as const;

/** The result of {@link countAgreement}. */
export type AgreementCount = ReturnType<typeof countAgreement>;

/**
 * The number of exponents that agree, and the power of this count, since a test that no wrong prediction fails says nothing: how
 * many exponents would differ if every prediction were higher or lower by `shift`, averaged over both.
 */
export function countAgreement(all: readonly PredictedExponent[]) {
  const count = (wanted: Agreement, shift = 0) =>
    all.filter(({ fit, predicted }) => agreementOf(fit, predicted + shift) === wanted).length;
  return {
    agrees: count('agrees'),
    differs: count('differs'),
    undecided: count('undecided'),
    power: shifts.map((shift) => ({
      shift,
      differing: (count('differs', shift) + count('differs', -shift)) / 2,
    })),
  };
}
