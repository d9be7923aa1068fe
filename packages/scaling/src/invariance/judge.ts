import { finite } from '../slopes/slope.ts';

/** A relative difference, `null` where it was not finite: `[seed][step]`. */
export type Differences = readonly (readonly (number | null)[])[];

/**
 * A rotation also rounds what it multiplies, where the permutation that the floor is measured with moves numbers as
 * they are; that makes two or three times the rounding. A real difference is of order 1, four orders above.
 */
const roundingMargin = 10;

/** What {@link judgeInvariance} says. */
export type InvarianceVerdict = ReturnType<typeof judgeInvariance>;

/**
 * Whether differences are what rounding makes, at every step within `roundingMargin` times the floor: beside it the largest
 * difference over steps and seeds, that of rounding alone, and the largest ratio of the two; null where one was not finite.
 */
export function judgeInvariance(differences: Differences, floors: Differences) {
  const steps = differences[0]?.map((_, step) => step) ?? [];
  const largest = (all: Differences, step: number) =>
    Math.max(...all.map((values) => values[step] ?? Infinity));
  const ratio = Math.max(
    ...steps.map((step) => largest(differences, step) / largest(floors, step)),
  );
  return {
    invariant: ratio <= roundingMargin,
    difference: finite(Math.max(...steps.map((step) => largest(differences, step)))),
    floor: Math.max(...steps.map((step) => largest(floors, step))),
    ratio: finite(ratio),
  };
}
