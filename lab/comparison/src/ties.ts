import type { Found } from './comparison.ts';
import { noVerdict, rules, type Verdict } from './verdict.ts';

/** How much lower each side might score at a rate that its trials do not distinguish from the best one. */
export interface Ties {
  readonly one: number;
  readonly other: number;
}

/** The verdict, if it holds at every rate that ties with the chosen ones; else none, since it depends on the rate. */
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
  return stays[verdict.kind] ? verdict : noVerdict(dependsOnRate);
}

/** Used where another rate within the error of the trials would change a verdict. */
const dependsOnRate =
  'it depends on the rate: others within the error of the trials would change it';

/**
 * Why a comparison decides nothing, in words: a rule holds or fails at the chosen rates, but not at
 * all rates that tie with them.
 */
export function rateProblem(
  found: Pick<Found, 'difference' | 'interval'>,
  margin: number,
  ties: Ties,
): string | undefined {
  const { difference, interval } = found;
  if (!interval) return undefined;
  const told = { difference, interval, reservation: undefined };
  const widened = {
    ...told,
    interval: [interval[0] - ties.one, interval[1] + ties.other] as const,
  };
  return Object.values(rules).some(
    (rule) => rule(told, margin) !== undefined && rule(widened, margin) !== rule(told, margin),
  )
    ? dependsOnRate
    : undefined;
}
