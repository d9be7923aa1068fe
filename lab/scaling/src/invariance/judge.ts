import { finite } from '../slopes/slope.ts';

/** A relative difference, `null` where it was not finite: `[seed][step]`. */
export type Differences = readonly (readonly (number | null)[])[];

/**
 * A rotation also rounds what it multiplies, whereas the permutation that measures the floor moves values
 * exactly. This doubles or triples the rounding. A real difference is of order 1, four orders above.
 */
const roundingMargin = 10;

/** Rounding that is there even where a signed permutation moves no number, as at rank 1. */
const leastRounding = 2 ** -24;

/** The result of {@link judgeInvariance}. */
export type InvarianceVerdict = ReturnType<typeof judgeInvariance>;

/**
 * Whether differences are due to rounding: at every step within `roundingMargin` times the floor. Also gives the largest difference
 * over steps and seeds, the largest by rounding alone, and the largest ratio; null where not finite. Without a finite floor,
 * training diverged, and nothing is said about invariance.
 */
export function judgeInvariance(differences: Differences, floors: Differences) {
  const steps = differences[0]?.map((_, step) => step) ?? [];
  const largest = (all: Differences, step: number) =>
    Math.max(...all.map((values) => values[step] ?? Infinity));
  const ratio = Math.max(
    ...steps.map(
      (step) => largest(differences, step) / Math.max(largest(floors, step), leastRounding),
    ),
  );
  return {
    invariant: ratio <= roundingMargin,
    difference: finite(Math.max(...steps.map((step) => largest(differences, step)))),
    floor: finite(Math.max(...steps.map((step) => largest(floors, step)))),
    ratio: finite(ratio),
  };
}
