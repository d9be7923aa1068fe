import { format } from '@singlora/reporting';
import { median, medianRatio, seededRandom, type Rounds } from '@singlora/statistics';

/** Another's time as a multiple of ours: above 1, ours is faster. */
export type Comparison = ReturnType<typeof compare>;

/** Two sides' times, one array a round: round by round they were measured in turns. */
export function compare(ours: Rounds, theirs: Rounds) {
  // The same records give the same page.
  const { ratio, ...found } = medianRatio(ours, theirs, seededRandom(1));
  return {
    /** The 95 % interval of `medians`; absent for a single round. */
    ...found,
    /** The ratio of the medians over all steps of all rounds. */
    medians: ratio,
    /** The ratio of the fastest step of each: the times where nothing disturbs the machine. */
    minima: Math.min(...theirs.flat()) / Math.min(...ours.flat()),
    /** The ratio of each round's own medians, in order. */
    rounds: theirs.map((times, round) => median(times) / median(ours[round] ?? [])),
  };
}

export type Finding = 'faster' | 'slower' | 'equal';

/** Ours beside the other, as far as the interval tells them apart, or the printed ratio where there is none. */
export function findingOf({ medians, interval }: Comparison): Finding {
  const [low, high] = interval ?? [medians, medians];
  if (low <= 1 && 1 <= high) return 'equal';
  if (format.ratio(medians) === format.ratio(1)) return 'equal';
  return medians > 1 ? 'faster' : 'slower';
}

/** "1.18× to 1.27×"; undefined for a single round. */
export const intervalText = ({ interval }: Comparison) =>
  interval && interval.map(format.ratio).join(' to ');
