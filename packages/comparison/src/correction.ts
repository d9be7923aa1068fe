import { format } from '@singlora/reporting/text';
import { holm } from '@singlora/statistics';
import { comparisonName, type Comparison } from './comparison.ts';
import type { Side } from './side.ts';

/** The finding of a comparison, after correction for all comparisons made with it. */
type Judgement =
  | 'higher'
  | 'lower'
  | 'not distinguishable'
  /** Significant by its own p-value, but not after correction. */
  | 'lost to correction'
  /** The differences have no spread: all seeds agree to the last digit. */
  | 'not testable'
  /** The comparison has a reservation. */
  | 'no verdict';

/** A comparison, judged among all that were made with it. */
export interface JudgedComparison<One extends Side = Side> extends Comparison<One> {
  readonly finding: Judgement;
  /** The p-value after Holm's correction; absent where `pValue` is. */
  readonly corrected: number | undefined;
  /** How many comparisons were corrected together. */
  readonly family: number;
  /** The plan's verdict in words, for runs of a plan. */
  readonly byPlan?: string;
}

/** The significance level. */
export const significanceLevel = 0.05;

/** Corrects comparisons together, without those that cannot decide anything. */
export function corrected<One extends Comparison<Side>>(
  all: readonly One[],
): (One & Pick<JudgedComparison, 'finding' | 'corrected' | 'family'>)[] {
  const tested = all.filter(
    ({ pValue, reservation }) => pValue !== undefined && reservation === undefined,
  );
  const values = holm(tested.map(({ pValue = NaN }) => pValue));
  const valueOf = new Map(tested.map((one, index) => [one, values[index]]));
  return all.map((one) => {
    const value = valueOf.get(one);
    return { ...one, corrected: value, family: tested.length, finding: judgementOf(one, value) };
  });
}

/**
 * Holm's corrected p-values of a family that was declared before its runs. A comparison that is not
 * yet measured, or has a reservation, counts with p = 1: the other values can only become smaller.
 */
export const declared = (
  family: readonly (Pick<Comparison, 'pValue' | 'reservation'> | undefined)[],
): number[] => holm(family.map((one) => (one?.reservation === undefined ? (one?.pValue ?? 1) : 1)));

function judgementOf(
  { difference, pValue, reservation }: Comparison,
  value: number | undefined,
): Judgement {
  if (reservation !== undefined) return 'no verdict';
  if (pValue === undefined || value === undefined) return 'not testable';
  if (value <= significanceLevel) return difference > 0 ? 'higher' : 'lower';
  return pValue <= significanceLevel ? 'lost to correction' : 'not distinguishable';
}

/** " after Holm’s correction for all 24 comparisons"; nothing for one. */
export const correctionText = (family: number, where = '') =>
  family > 1
    ? ` after Holm’s correction for all ${format.plural(family, 'comparison')}${where}`
    : '';

/**
 * "SingLoRA − LoRA = +0.4 ± 0.3 points, 5 seeds"; where it is judged, with ", not distinguishable (p = 0.24,
 * corrected 1.00)".
 */
export const comparisonSentence = (one: Comparison | JudgedComparison): string =>
  `${comparisonName(one)} = ${one.words.value(one)}${'finding' in one ? `, ${judgementText(one)}` : ''}`;

/** The finding of a judged comparison in words, to stand inside a sentence. */
export function judgementText(judged: JudgedComparison): string {
  const { finding, one, other, reservation, byPlan } = judged;
  if (byPlan !== undefined) return byPlan;
  switch (finding) {
    case 'higher':
    case 'lower':
      return `${one.label} is ${finding} than ${other.label} (${pText(judged)})${unlearnedText(judged)}`;
    case 'not distinguishable':
      return `not distinguishable (${pText(judged)})`;
    case 'lost to correction':
      return `not distinguishable among so many comparisons (${pText(judged)})`;
    case 'not testable':
      return 'the seeds leave no spread to judge by';
    case 'no verdict':
      return `no verdict (${reservation ?? ''})${onTheseRows(judged)}`;
  }
}

/** "; on these rows alone p = 0.03, which says nothing of another seed", where one seed was tested on its rows. */
const onTheseRows = ({ scope, pValue }: JudgedComparison) =>
  scope === 'rows' && pValue !== undefined
    ? `; on these rows alone ${pText({ pValue, family: 0 })}, which says nothing of another seed`
    : '';

/** "; LoRA is not above the floor", where one of the two is not. */
const unlearnedText = ({ unlearned }: JudgedComparison) =>
  unlearned.length === 1 ? `; ${unlearned.join('')} is not above the floor` : '';

/** "p = 0.012, corrected 0.31". */
export function pText({
  pValue,
  corrected: value,
  family,
}: Partial<Pick<JudgedComparison, 'pValue' | 'corrected'>> &
  Pick<JudgedComparison, 'family'>): string {
  const equals = (text: string) => (text.startsWith('<') ? text : `= ${text}`);
  const alone = `p ${equals(format.probability(pValue))}`;
  return family > 1 ? `${alone}, corrected ${format.probability(value)}` : alone;
}
