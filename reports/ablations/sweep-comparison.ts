import {
  comparison,
  glueChecks,
  hasLearned,
  inPoints,
  otherTraining,
  overPairs,
  type Comparison,
  type DifferenceWords,
  type GlueSetting,
  type GlueVariant,
  type Pair,
} from '@singlora/comparison';
import { format, methodTitle } from '@singlora/reporting';
import { bestPoint } from './spread.ts';
import type { Sweep } from './sweep.ts';

/** The compared values of two methods' sweeps. */
interface Held {
  readonly pairs: readonly Pair[];
  /** In points by default. */
  readonly words?: DifferenceWords;
  /** A reason why it decides nothing, in addition to those that are checked for all comparisons. */
  readonly reservation?: string | undefined;
}

/** A difference of two methods' sweeps: both must learn at their best rate and be trained alike, or it decides nothing. */
export function sweepComparison(
  setting: GlueSetting,
  sweeps: readonly [one: Sweep, other: Sweep],
  { pairs, words = inPoints, reservation }: Held,
): Comparison<GlueVariant> | undefined {
  const [one, other] = sweeps.map((sweep) => bestPoint(sweep)?.variant);
  if (!one || !other || pairs.length === 0) return undefined;
  const idle = [one, other].filter((variant) => !hasLearned(variant, setting));
  return comparison(
    {
      one,
      other,
      pairs,
      words,
      scope: 'seeds',
      ...overPairs(pairs),
      unlearned: idle.map(({ label }) => label),
    },
    [
      ...glueChecks(setting),
      () => otherTraining(sweeps.flatMap(({ points }) => points.map(({ variant }) => variant))),
      () =>
        idle.length > 0
          ? `${format.listing(idle.map(({ method }) => methodTitle(method)))} learned at no rate`
          : undefined,
      () => reservation,
    ],
  );
}
