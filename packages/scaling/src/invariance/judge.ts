/** A relative difference, `null` where it was not finite: `[seed][step]`. */
export type Differences = readonly (readonly (number | null)[])[];

/** Whether an update is invariant, and the differences that say so. */
export interface InvarianceVerdict {
  readonly invariant: boolean;
  /** The largest relative difference over steps and seeds; `null` where one was not finite. */
  readonly difference: number | null;
  /** The largest that rounding alone made. */
  readonly floor: number;
  /** The largest over steps of `difference / floor`, each the largest over seeds at that step. */
  readonly ratio: number | null;
}

/**
 * A rotation also rounds what it multiplies, where the permutation that the floor is measured with moves numbers as
 * they are; that makes two or three times the rounding. A real difference is of order 1, four orders above.
 */
export const roundingMargin = 10;

/** Whether differences are what rounding makes: at every step within `roundingMargin` times the floor. */
export function judgeInvariance(differences: Differences, floors: Differences): InvarianceVerdict {
  const steps = differences[0]?.map((_, step) => step) ?? [];
  const largest = (all: Differences, step: number) =>
    Math.max(...all.map((values) => values[step] ?? Infinity));
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
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
