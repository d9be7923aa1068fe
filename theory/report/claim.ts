import { type CaseName, decide, type Finding } from '@singlora/reporting';
import { tolerance } from '@singlora/statistics';
import type { CheckRun, TheoryClaim } from './view.ts';

interface Declared<Run extends CheckRun, Case> extends Omit<TheoryClaim<Run>, 'judge'> {
  /** Its cases in the runs; without cases it is not measured. */
  readonly cases: (runs: readonly Run[]) => readonly Case[];
  /** Whether a case is as claimed; undefined where it is undecided. */
  readonly holds: (one: Case) => boolean | undefined;
  readonly name: (one: Case) => CaseName;
  /** The start of the condition, where some cases are as claimed: "the optimiser is". */
  readonly subject: string;
  /** Its numbers, where neither findings nor a table have them. */
  readonly evidence?: (cases: readonly Case[]) => Finding['evidence'];
  /** The ids of the findings that it rests on. */
  readonly rests?: (cases: readonly Case[]) => readonly string[];
}

/** A claim that holds in all, some or none of its cases. */
export const claim = <Run extends CheckRun, Case>({
  cases,
  holds,
  name,
  subject,
  evidence,
  rests,
  ...rest
}: Declared<Run, Case>): TheoryClaim<Run> => ({
  ...rest,
  judge(runs) {
    const own = cases(runs);
    if (own.length === 0) return undefined;
    return {
      ...decide(own, holds, name, subject),
      evidence: evidence?.(own),
      rests: rests?.(own),
    };
  },
});

interface Ends {
  readonly low: number;
  readonly high: number;
}

/** Whether an interval, widened by the margin for the bend of finite widths or another one, contains an exponent. */
export const reaches = ({ low, high }: Ends, exponent: number, margin = tolerance): boolean =>
  exponent >= low - margin && exponent <= high + margin;

/** Whether an exponent is as claimed: false where its interval does not reach the claim; undefined where it also reaches another. */
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
