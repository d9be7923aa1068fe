import { format } from '@singlora/reporting/text';
import type { Found } from './comparison.ts';
import { noVerdict, type Verdict } from './verdict.ts';

/** How much lower each side might score at a rate that its trials do not tell from the best one. */
export interface Ties {
  readonly one: number;
  readonly other: number;
}

/** A verdict where it stays the same at every rate that ties with the chosen ones; else none, since it is the rate's. */
export function beyondTies(
  verdict: Verdict,
  { interval: [low, high] = [NaN, NaN] }: Pick<Found, 'interval'>,
  { margin, ties }: { readonly margin: number; readonly ties: Ties },
): Verdict {
  const stays = {
    higher: low - ties.one > 0,
    lower: high + ties.other < 0,
    equal: low - ties.one > -margin && high + ties.other < margin,
    undecided: true,
    none: true,
  };
  return stays[verdict.kind]
    ? verdict
    : noVerdict(
        `it depends on the rate: others within the error of the trials would move it by up to ${format.points(Math.max(ties.one, ties.other), 2)}`,
      );
}
