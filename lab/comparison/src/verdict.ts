import { format, type Evidence } from '@singlora/reporting/text';
import { type Comparison, comparisonName, type Found } from './comparison.ts';
import { corrected, type Corrected, significanceLevel } from './correction.ts';
import type { Side } from './side.ts';

/** A comparison to judge: by its corrected p-value where it has a family, else by its interval. */
type Told = Pick<Comparison, 'difference' | 'interval' | 'reservation'> & Partial<Corrected>;

/** 1 where the first is significantly higher, −1 where lower; undefined where neither is shown. */
export function directionOf({
  difference,
  interval: [low, high] = [-1, 1],
  reservation,
  corrected = 1,
  family,
}: Told): 1 | -1 | undefined {
  const isTold = family === undefined ? low > 0 || high < 0 : corrected <= significanceLevel;
  if (reservation !== undefined || !isTold) return undefined;
  return difference > 0 ? 1 : -1;
}

/** Whether the whole interval lies within the margin. A significant difference may do so, too. */
const isWithin = ({ interval }: Told, margin: number) =>
  interval !== undefined && interval[0] > -margin && interval[1] < margin;

/** Whether a claim on two sides holds, given a margin of equality; undefined where that is open. */
export type Rule = (one: Told, margin: number) => boolean | undefined;

/** The claims that can be made about one side against another. */
export const rules = {
  /** It is above: true where the verdict says so, false where the verdict is lower or equal within the margin. */
  above: (one, margin) => standsAt(verdictOf(one, margin), 1),
  /** It is no lower: true where the whole interval is above minus the margin, false where it is significantly lower. */
  noLower: (one, margin) => {
    if (one.reservation !== undefined) return undefined;
    if (one.interval && one.interval[0] > -margin) return true;
    const direction = directionOf(one);
    return direction === undefined ? undefined : direction > 0;
  },
  /**
   * They are alike: true where the whole interval is within the margin, false where a significant
   * difference is not.
   */
  alike: (one, margin) => {
    if (one.reservation !== undefined) return undefined;
    if (isWithin(one, margin)) return true;
    return directionOf(one) === undefined ? undefined : false;
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** The verdict on a comparison with a margin. `none`: the data do not allow one. */
export interface Verdict {
  readonly kind: 'higher' | 'lower' | 'equal' | 'undecided' | 'none';
  /** The verdict inside a sentence: "equal within ±0.5". */
  readonly word: string;
  /** The words that follow: "by less than the margin of ±0.5". */
  readonly detail?: string;
}

/** How a suite writes the sizes in a verdict. */
export interface SizeWords {
  /** "±0.5" */
  readonly margin: (size: number) => string;
  /** "±1.76", of the end of an interval that is further from zero */
  readonly end: (size: number) => string;
}

/** The margin in points: "±0.5". */
export const marginText = (margin: number) => `±${format.fixed(100 * margin, 1)}`;

const pointSizes: SizeWords = {
  margin: marginText,
  end: (size) => `±${format.points(size, 2)}`,
};

/**
 * The verdict on a comparison: a significant difference, or equal where the whole 95% interval lies
 * within the margin. Otherwise it is open: an interval off zero is not significant within its
 * family, and one that contains zero needs a margin that holds all of it.
 */
export function verdictOf(
  one: Told & Partial<Pick<Comparison, 'unlearned'>>,
  margin: number,
  sizes = pointSizes,
): Verdict {
  const { reservation, unlearned = [] } = one;
  if (reservation !== undefined) return noVerdict(reservation);
  const direction = directionOf(one);
  if (direction === undefined)
    return isWithin(one, margin)
      ? {
          kind: 'equal',
          word: `equal within ${sizes.margin(margin)}`,
          ...(one.family !== undefined && { detail: 'by its own interval, not corrected' }),
        }
      : {
          kind: 'undecided',
          word: 'undecided',
          detail: openText(one, sizes),
        };
  const details = [
    ...(isWithin(one, margin) ? [`by less than the margin of ${sizes.margin(margin)}`] : []),
    ...unlearned.map((label) => `${label} is not above the floor`),
  ];
  const kind = direction > 0 ? 'higher' : 'lower';
  return { kind, word: kind, ...(details.length > 0 ? { detail: details.join('; ') } : {}) };
}

/** Why a comparison is undecided. */
function openText({ interval, family, corrected }: Told, { end }: SizeWords): string {
  if (!interval || (family !== undefined && corrected === undefined)) return noSpread;
  const [low, high] = interval;
  return low > 0 || high < 0
    ? 'not significant after Holm’s correction'
    : `needs ${end(Math.max(-low, high))} to decide`;
}

/** Whether the first is above (1) or below (−1), as claimed; equal within the margin counts as neither. */
export function standsAt({ kind }: Verdict, sign: number): boolean | undefined {
  if (kind === 'none' || kind === 'undecided') return undefined;
  return kind === (sign > 0 ? 'higher' : 'lower');
}

/** No verdict, for a reason. */
export const noVerdict = (why: string): Verdict => ({
  kind: 'none',
  word: 'no verdict',
  detail: why,
});

/** Said where the differences are all alike, so that there is no error. */
export const noSpread = 'the seeds leave no spread to judge by';

/** A comparison with its verdict. */
export interface JudgedComparison<One extends Side = Side>
  extends Comparison<One>, Partial<Corrected> {
  readonly verdict: Verdict;
}

/** Judges comparisons with a margin of equality, corrected together. */
export const judgedTogether = <One extends Comparison>(all: readonly One[], margin: number) =>
  corrected(all).map((one) => ({ ...one, verdict: verdictOf(one, margin) }));

/** A comparison as a number that the verdict on a claim rests on. */
export const evidenceOf = (
  verdict: Verdict,
  found: Found | undefined,
  of = found ? comparisonName(found) : '',
): Evidence => ({
  of,
  value: found?.words.effect(found) ?? format.absent,
  verdict: verdictText(verdict),
});

/** The verdict with its detail, inside a sentence. */
export const verdictText = ({ word, detail }: Verdict): string =>
  detail === undefined ? word : `${word} (${detail})`;
