import { format, methodTitle } from '@singlora/reporting/text';
import { pairedT } from '@singlora/statistics';
import type { Side } from './side.ts';

/** The source of the variation that an interval covers; `nothing`: there is only one pair and no rows. */
export type Scope = 'seeds and rows' | 'seeds' | 'rows' | 'subjects' | 'nothing';

/** A seed or subject that both sides have, with the first side's score minus the second's. */
export interface Pair {
  /** "seed 3", "mug 2" */
  readonly name: string;
  readonly difference: number;
}

/** A difference with what is written of it. */
type Measured = Pick<Found, 'difference' | 'interval' | 'pairs'>;

/** How a suite writes differences. */
export interface DifferenceWords {
  /** "−0.31" */
  readonly signed: (difference: number) => string;
  /** "−0.31 points (95% −0.62 to 0.00), 10 seeds"; one seed may have no interval */
  readonly effect: (found: Measured) => string;
}

/** A measured difference: the score of `one` minus that of `other`, over the pairs that both have. */
export interface Found<One extends Side = Side> {
  readonly one: One;
  readonly other: One;
  readonly pairs: readonly Pair[];
  /** Mean over the pairs. */
  readonly difference: number;
  readonly standardError?: number | undefined;
  /** The 95% confidence interval of the difference. */
  readonly interval?: readonly [number, number] | undefined;
  /** Whether the error over rows counts rows that share a text as one draw. */
  readonly areGrouped?: boolean;
  /** The part of `standardError` that is due to the choice of the scored rows; absent where it is not separated. */
  readonly rowError?: number;
  /** The two-sided p-value of this comparison alone; absent where no test is possible. */
  readonly pValue?: number | undefined;
  readonly scope: Scope;
  /** The labels of the sides that are not above the floor. */
  readonly unlearned: readonly string[];
  readonly words: DifferenceWords;
}

/** A difference, and why it cannot decide anything, if so. */
export interface Comparison<One extends Side = Side> extends Found<One> {
  /** Why it cannot decide anything, in words; undefined where its interval may decide. */
  readonly reservation: string | undefined;
}

/** The mean over pairs with its error, interval and p-value, by Student’s t. */
export function overPairs(pairs: readonly Pair[]) {
  const { mean, standardError, interval, pValue } = pairedT(
    pairs.map(({ difference }) => difference),
  );
  return { difference: mean, standardError, interval, pValue };
}

/** "SingLoRA − LoRA"; for two sides of one method, "SingLoRA: ramp 2% − ramp 1%". */
export function comparisonName({ one, other }: Pick<Found, 'one' | 'other'>): string {
  const title = `${methodTitle(one.method)}, `;
  const rest = ({ label }: Side) => label.slice(title.length);
  return [one, other].every(({ label }) => label.startsWith(title)) && one.method === other.method
    ? `${title.slice(0, -2)}: ${rest(one)} − ${rest(other)}`
    : `${one.label} − ${other.label}`;
}

/** "−0.62 to 0.00"; undefined without an interval. */
export const intervalText = ({ interval, words }: Pick<Found, 'interval' | 'words'>) =>
  interval && interval.map(words.signed).join(' to ');

/** Writes differences of scores that are shares or correlations, in points. */
export const inPoints: DifferenceWords = {
  signed: (difference) => format.signedPoints(difference, 2),
  effect(found) {
    const interval = found.interval ? ` (95% ${intervalText({ ...found, words: inPoints })})` : '';
    return `${inPoints.signed(found.difference)} points${interval}, ${format.plural(found.pairs.length, 'seed')}`;
  },
};
