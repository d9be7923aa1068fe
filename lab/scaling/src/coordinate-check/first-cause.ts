import { isFault, type JudgedRow } from './judgement.ts';

interface Row extends JudgedRow {
  readonly step: number;
}

/** The result of {@link firstCause}. */
export type FirstCause<Of extends Row> = NonNullable<ReturnType<typeof firstCause<Of>>>;

/**
 * The first module in the data flow among those that depart from the expectations at the earliest step, with its faults, the
 * earliest first, and the names of the other modules with faults: later in the data flow, or at a later step. Modules are
 * given in the order of their first outputs. Undefined where none departs.
 */
export function firstCause<Of extends Row>(
  modules: readonly { readonly name: string; readonly steps: readonly Of[] }[],
) {
  const faulty = modules
    .map(({ name, steps }) => ({
      name,
      faults: steps.filter(isFault).sort((a, b) => a.step - b.step),
    }))
    .filter(({ faults }) => faults.length > 0);
  const earliest = Math.min(...faulty.map(({ faults: [first] }) => first?.step ?? Infinity));
  const cause = faulty.find(({ faults: [first] }) => first?.step === earliest);
  if (!cause) return undefined;
  const others = faulty.filter((each) => each !== cause);
  return { module: cause.name, faults: cause.faults, after: others.map(({ name }) => name) };
}
