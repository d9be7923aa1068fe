import { withRowVariance } from '@singlora/statistics';
import type { Comparison, Found } from './comparison.ts';
import { isLearned } from './reservation.ts';
import type { Side } from './side.ts';

/** One measure's part of a mean: the comparison, and a side's score above the floor in a pair. */
export interface Part<One extends Side> {
  readonly comparison: Comparison<One>;
  readonly above: (side: One, pair: string) => number;
}

/**
 * The mean over measures, pair by pair. Pairs, such as seeds, are shared by the measures, so the spread of the pairs'
 * means tells what a pair brings; rows are each measure's own, so their variances add up, over the square of the number
 * of measures. Undefined for fewer than two pairs that all measures have.
 */
export function meanOf<One extends Side>(parts: readonly Part<One>[]): Found<One> | undefined {
  const [first] = parts;
  const n = parts.length;
  const differenceIn = ({ comparison: { pairs } }: Part<One>, name: string) =>
    pairs.find((pair) => pair.name === name)?.difference;
  const shared = (first?.comparison.pairs ?? []).filter(({ name }) =>
    parts.every((part) => differenceIn(part, name) !== undefined),
  );
  if (!first || shared.length < 2) return undefined;
  const mean = (of: (part: Part<One>) => number) =>
    parts.reduce((sum, part) => sum + of(part), 0) / n;
  const pairs = shared.map(({ name }) => ({
    name,
    difference: mean((part) => differenceIn(part, name) ?? NaN),
  }));
  const { difference, standardError, interval, pValue } = withRowVariance(
    pairs.map((pair) => pair.difference),
    mean(({ comparison: { rowError = 0 } }) => rowError ** 2) / n,
  );
  const learns = (side: 'one' | 'other') =>
    isLearned(
      pairs.map(({ name }) => mean(({ comparison, above }) => above(comparison[side], name))),
      0,
    );
  const { one, other, scope, words } = first.comparison;
  return {
    one,
    other,
    pairs,
    difference,
    standardError,
    interval,
    pValue,
    words,
    scope: parts.every(({ comparison }) => comparison.scope === scope) ? scope : 'seeds',
    areGrouped: parts.some(({ comparison }) => comparison.areGrouped === true),
    unlearned: (['one', 'other'] as const).flatMap((side) =>
      learns(side) ? [] : first.comparison[side].label,
    ),
  };
}
