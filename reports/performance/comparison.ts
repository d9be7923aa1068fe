import { format } from '@singlora/reporting';
import { median } from '@singlora/statistics';

/** Another's time as a multiple of ours: above 1, ours is faster. */
export interface Comparison {
  /** Of the medians over all steps of all rounds. */
  readonly medians: number;
  /** Of the fastest step of each: what is left where nothing disturbs the machine. */
  readonly minima: number;
  /** Of each round's own medians, in order. */
  readonly rounds: readonly number[];
}

/** Two sides' times, one array a round: round by round they were measured in turns. */
export function compare(
  ours: readonly (readonly number[])[],
  theirs: readonly (readonly number[])[],
): Comparison {
  const [own, other] = [ours.flat(), theirs.flat()];
  return {
    medians: median(other) / median(own),
    minima: Math.min(...other) / Math.min(...own),
    rounds: theirs.map((times, round) => median(times) / median(ours[round] ?? own)),
  };
}

export type Finding = 'faster' | 'slower' | 'equal';

/** Ours beside the other, as far as the printed ratio tells them apart. */
export function findingOf(ratio: number): Finding {
  if (format.ratio(ratio) === format.ratio(1)) return 'equal';
  return ratio > 1 ? 'faster' : 'slower';
}

/** Whether some rounds say faster and others slower. */
export const roundsDisagree = ({ rounds }: Comparison) =>
  Math.min(...rounds) < 1 && Math.max(...rounds) > 1;

/** "1.18× to 1.27×"; undefined for a single round. */
export const rangeText = ({ rounds }: Comparison) =>
  rounds.length > 1
    ? `${format.ratio(Math.min(...rounds))} to ${format.ratio(Math.max(...rounds))}`
    : undefined;
