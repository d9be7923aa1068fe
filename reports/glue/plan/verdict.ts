import { format } from '@singlora/reporting';
import type { Effect } from './effect.ts';

/** What a plan lets one say of a comparison. `none`: its data do not let one judge. */
export interface PlanVerdict {
  readonly kind: 'higher' | 'lower' | 'equal' | 'undecided' | 'none';
  /** "equal within ±0.5", inside a sentence. */
  readonly word: string;
  /** What belongs with it: "by less than the margin of ±0.5". */
  readonly detail?: string;
}

/** The verdict with what belongs with it, inside a sentence. */
export const verdictText = ({ word, detail }: PlanVerdict): string =>
  detail === undefined ? word : `${word} (${detail})`;

/** The margin in points: "±0.5". */
export const marginText = (margin: number) => `±${format.fixed(100 * margin, 1)}`;

/**
 * The rule. Told apart: `isTold`; equal: the whole 95% interval lies within the margin; both may be so at once. Else
 * the data leave it open: they need a margin of the half width of the interval to decide.
 */
export function planVerdict(
  { difference, interval, unlearned }: Effect,
  margin: number,
  isTold: boolean,
): PlanVerdict {
  const isWithin = interval[0] > -margin && interval[1] < margin;
  if (isTold) {
    const details = [
      ...(isWithin ? [`by less than the margin of ${marginText(margin)}`] : []),
      ...unlearned.map((label) => `${label} is not above the floor`),
    ];
    const word = difference > 0 ? 'higher' : 'lower';
    return { kind: word, word, ...(details.length > 0 ? { detail: details.join('; ') } : {}) };
  }
  if (isWithin) return { kind: 'equal', word: `equal within ${marginText(margin)}` };
  const half = (interval[1] - interval[0]) / 2;
  return {
    kind: 'undecided',
    word: 'undecided',
    detail: `needs ±${format.points(half, 2)} to decide`,
  };
}

/** No verdict, for a reason. */
export const noVerdict = (why: string): PlanVerdict => ({
  kind: 'none',
  word: 'no verdict',
  detail: why,
});
