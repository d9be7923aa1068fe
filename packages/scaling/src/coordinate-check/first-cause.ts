import { isFault, type JudgedRow } from './judgement.ts';

/** A judged row with its step. */
interface Row extends JudgedRow {
  readonly step: number;
}

/** A module's rows. */
interface Judged<Of extends Row> {
  readonly name: string;
  readonly steps: readonly Of[];
}

/** The first module that departs from the expectations, and what may follow from it. */
export interface FirstCause<Of extends Row> {
  readonly module: string;
  /** Its faults, the earliest step first. */
  readonly faults: readonly Of[];
  /** The names of the other modules with faults: later in the data flow, or at a later step. */
  readonly after: readonly string[];
}

/**
 * The first module in the data flow among those that depart from the expectations at the earliest
 * step. Modules are given in the order of their first outputs. Undefined where none departs.
 * @param isOne whether a row counts: by default any fault
 */
export function firstCause<Of extends Row>(
  modules: readonly Judged<Of>[],
  isOne: (row: Of) => boolean = isFault,
): FirstCause<Of> | undefined {
  const faulty = modules
    .map(({ name, steps }) => ({
      name,
      faults: steps.filter(isOne).sort((a, b) => a.step - b.step),
    }))
    .filter(({ faults }) => faults.length > 0);
  const earliest = Math.min(...faulty.map(({ faults: [first] }) => first?.step ?? Infinity));
  const cause = faulty.find(({ faults: [first] }) => first?.step === earliest);
  if (!cause) return undefined;
  const others = faulty.filter((each) => each !== cause);
  return { module: cause.name, faults: cause.faults, after: others.map(({ name }) => name) };
}
