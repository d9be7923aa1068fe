import { format } from '@singlora/reporting/text';
import { holm } from '@singlora/statistics';
import type { Comparison } from './comparison.ts';
import type { Side } from './side.ts';

/** How a comparison is corrected together with others. */
export interface Corrected {
  /** The p-value after Holm's correction; absent where the comparison has none, or decides nothing. */
  readonly corrected: number | undefined;
  /** How many comparisons were corrected together. */
  readonly family: number;
}

/** The significance level. */
export const significanceLevel = 0.05;

/** Corrects comparisons together, without those that cannot decide anything. */
export function corrected<One extends Comparison<Side>>(all: readonly One[]): (One & Corrected)[] {
  const tested = all.filter(
    ({ pValue, reservation }) => pValue !== undefined && reservation === undefined,
  );
  const values = holm(tested.map(({ pValue = NaN }) => pValue));
  const valueOf = new Map(tested.map((one, index) => [one, values[index]]));
  return all.map((one) => ({ ...one, corrected: valueOf.get(one), family: tested.length }));
}

/**
 * Holm's corrected p-values of a family that was declared before its runs. A comparison that is not
 * yet measured, or has a reservation, counts with p = 1: the other values can only become smaller.
 */
export const declared = (
  family: readonly (Pick<Comparison, 'pValue' | 'reservation'> | undefined)[],
): number[] => holm(family.map((one) => (one?.reservation === undefined ? (one?.pValue ?? 1) : 1)));

/** "p = 0.012, corrected 0.31". */
export function pText({
  pValue,
  corrected: value,
  family = 0,
}: Pick<Comparison, 'pValue'> & Partial<Corrected>): string {
  const equals = (text: string) => (text.startsWith('<') ? text : `= ${text}`);
  const alone = `p ${equals(format.probability(pValue))}`;
  return family > 1 ? `${alone}, corrected ${format.probability(value)}` : alone;
}
