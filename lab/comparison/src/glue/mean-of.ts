import { withRowVariance } from '@singlora/statistics';
import type { Comparison, Found } from '../comparison.ts';
import { isLearned } from '../reservation.ts';
import type { GlueSetting, GlueVariant } from './setting.ts';

/** One task's part of a mean. */
export interface TaskPart {
  readonly title: string;
  readonly setting: GlueSetting | undefined;
  readonly comparison: Comparison<GlueVariant>;
}

/** A side's score minus the floor, on the seed of a pair. */
const above = ({ setting }: TaskPart, { runs }: GlueVariant, pair: string): number =>
  (runs.find(({ seed }) => `seed ${seed}` === pair)?.score ?? NaN) - (setting?.baseline ?? NaN);

const differenceIn = ({ comparison: { pairs } }: TaskPart, name: string) =>
  pairs.find((pair) => pair.name === name)?.difference;

/** The pairs that all tasks have, as on the first of them. */
export const sharedPairs = (parts: readonly TaskPart[]) =>
  (parts[0]?.comparison.pairs ?? []).filter(({ name }) =>
    parts.every((part) => differenceIn(part, name) !== undefined),
  );

/**
 * The mean over tasks, pair by pair. Tasks share the pairs, which are seeds, so the spread of the pairs'
 * means is the error over seeds. Each task has its own rows, so their variances are summed and divided by the
 * squared number of tasks. Undefined for fewer than two pairs that all tasks have.
 */
export function meanOf(parts: readonly TaskPart[]): Found<GlueVariant> | undefined {
  const [first] = parts;
  const n = parts.length;
  const shared = sharedPairs(parts);
  if (!first || shared.length < 2) return undefined;
  const mean = (of: (part: TaskPart) => number) =>
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
      pairs.map(({ name }) => mean((part) => above(part, part.comparison[side], name))),
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
