import { format } from '@singlora/reporting';
import { median, medianRatio, seededRandom, type Rounds } from '@singlora/statistics';

/** The other side's time as a multiple of ours: above 1, ours is faster. */
export type TimeRatio = ReturnType<typeof compare>;

/** Two sides' times, one array per round; the sides were measured alternately, round by round. */
export function compare(ours: Rounds, theirs: Rounds) {
  // Seeded, so that the same records give the same page.
  const { ratio, ...found } = medianRatio(ours, theirs, seededRandom(1));
  return {
    /** The 95 % interval of `medians`; absent for a single round. */
    ...found,
    /** The ratio of the medians over all steps of all rounds. */
    medians: ratio,
    /** The ratio of the sides' fastest steps, the times with the least disturbance. */
    minima: Math.min(...theirs.flat()) / Math.min(...ours.flat()),
    /** The ratio of medians within each round, in order. */
    rounds: theirs.map((times, round) => median(times) / median(ours[round] ?? [])),
  };
}

export type SpeedVerdict = 'faster' | 'slower' | 'equal';

/** Our side against the other, as far as the interval distinguishes them, or the printed ratio without one. */
export function findingOf({ medians, interval }: TimeRatio): SpeedVerdict {
  const [low, high] = interval ?? [medians, medians];
  if (low <= 1 && 1 <= high) return 'equal';
  if (format.ratio(medians) === format.ratio(1)) return 'equal';
  return medians > 1 ? 'faster' : 'slower';
}

/** "1.18× to 1.27×"; undefined for a single round. */
export const ratioIntervalText = ({ interval }: TimeRatio) =>
  interval && interval.map(format.ratio).join(' to ');
