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

interface Ends {
  readonly low: number;
  readonly high: number;
}

/** Whether an interval, widened by the bend of finite widths or by another margin, holds an exponent. */
export const reaches = ({ low, high }: Ends, exponent: number, margin = 0.1): boolean =>
  exponent >= low - margin && exponent <= high + margin;

/** Whether an exponent is as claimed: not where its interval does not reach there; undefined where it reaches one of the others, too. */
export function follows(
  fit: Ends,
  claimed: number,
  others: readonly (number | null)[],
  margin?: number,
): boolean | undefined {
  if (!reaches(fit, claimed, margin)) return false;
  const isRival = (other: number | null) =>
    other !== null && other !== claimed && reaches(fit, other, margin);
  return others.some(isRival) ? undefined : true;
}
