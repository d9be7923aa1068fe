import { type CaseName, decide } from '@singlora/reporting';
import type { CheckRun, Claim } from './view.ts';

/** A claim that is judged case by case. */
interface Declared<Run extends CheckRun, Case> extends Omit<Claim<Run>, 'judge'> {
  /** The cases of it in the runs; with no case it is not measured. */
  readonly cases: (runs: readonly Run[]) => readonly Case[];
  /** Whether a case is as claimed; undefined where it is undecided. */
  readonly holds: (one: Case) => boolean | undefined;
  readonly name: (one: Case) => CaseName;
  /** The beginning of the condition, where some cases are as claimed: "the optimiser is". */
  readonly subject: string;
  /** A sentence or two with the numbers. */
  readonly evidence: (cases: readonly Case[], runs: readonly Run[]) => string;
}

/** A claim that holds in all of its cases, in some, or in none. */
export const claim = <Run extends CheckRun, Case>({
  cases,
  holds,
  name,
  subject,
  evidence,
  ...rest
}: Declared<Run, Case>): Claim<Run> => ({
  ...rest,
  judge(runs) {
    const own = cases(runs);
    if (own.length === 0) return undefined;
    return { ...decide(own, holds, name, subject), evidence: evidence(own, runs) };
  },
});
