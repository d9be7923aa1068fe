import {
  beyondTies,
  verdictOf,
  type Comparison,
  type Side,
  type Ties,
  type Verdict,
} from '@singlora/comparison';
import { plain, rounded } from './design.ts';
import { baselineMethod, paperRivals, type DifferenceFinding } from '@singlora/records';

/** What a producer knows of a comparison; the verdict follows. */
interface Asked extends Pick<DifferenceFinding, 'id' | 'design' | 'question' | 'tasks' | 'score'> {
  readonly found: Comparison;
  /** The labels of its sides in the design, where these are not their own. */
  readonly labels?: readonly [one: string, other: string];
  readonly unit?: DifferenceFinding['unit'];
  /** Of pictures; else every pair is a seed. */
  readonly n?: { readonly seeds: number; readonly subjects: number };
  readonly margin: number;
  readonly corrected?: number | undefined;
  readonly family?: number | undefined;
  readonly ties?: Ties;
  /** Why it decides nothing, where another reason than the comparison's own comes first. */
  readonly reservation?: string | undefined;
}

type Method = Pick<Side, 'method'>;

const isRival = ({ method }: Method) => [baselineMethod, ...paperRivals].includes(method);

/** Two sides in the order of every finding: SingLoRA, or a variant of it, comes before a method that the paper compares it with. */
export const sidesInOrder = <One extends Method>(one: One, other: One): readonly [One, One] =>
  isRival(one) && !isRival(other) ? [other, one] : [one, other];

/** A comparison as a finding, with its sides in the order of every finding. */
export function differenceFinding({
  found,
  labels = [found.one.label, found.other.label],
  unit = 'points',
  n,
  margin,
  corrected,
  family,
  ties = { one: 0, other: 0 },
  reservation = found.reservation,
  ...asked
}: Asked): DifferenceFinding {
  const isTurned = sidesInOrder(found.one, found.other)[0] !== found.one;
  const { difference, interval, standardError, pValue, scope, pairs, unlearned } = found;
  const turned = isTurned ? -1 : 1;
  const ends = interval && isTurned ? ([-interval[1], -interval[0]] as const) : interval;
  const unjudged = {
    kind: 'difference' as const,
    ...asked,
    one: plain(isTurned ? labels[1] : labels[0]),
    other: plain(isTurned ? labels[0] : labels[1]),
    unit,
    // Not −0, which JSON does not have.
    estimate: rounded(turned * difference) + 0,
    standardError: finite(standardError),
    interval: ends ? ([rounded(ends[0]), rounded(ends[1])] as [number, number]) : null,
    covers: scope,
    n: n ?? { seeds: pairs.length, subjects: null },
    given: {
      margin,
      pValue: finite(pValue),
      corrected: finite(corrected),
      family: family ?? null,
      ties: {
        one: rounded(isTurned ? ties.other : ties.one),
        other: rounded(isTurned ? ties.one : ties.other),
      },
      unlearned: [...unlearned],
      reservation: reservation ?? null,
    },
  };
  return { ...unjudged, verdict: verdictOn(unjudged).kind };
}

/** The verdict on a difference, by its other fields alone. */
export function verdictOn({
  estimate: difference,
  interval,
  given: { margin, corrected, family, ties, unlearned, reservation },
}: Pick<DifferenceFinding, 'estimate' | 'interval' | 'given'>): Verdict {
  const told = {
    difference,
    interval: interval ?? undefined,
    reservation: reservation ?? undefined,
    unlearned,
    ...(family !== null && { family, corrected: corrected ?? undefined }),
  };
  return beyondTies(verdictOf(told, margin), told, { margin, ties });
}

const finite = (value: number | undefined) =>
  value !== undefined && Number.isFinite(value) ? rounded(value) : null;
