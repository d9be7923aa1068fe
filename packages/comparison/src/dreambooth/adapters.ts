import type { DreamBoothScoreName } from '@singlora/records';
import { format } from '@singlora/reporting/text';
import type { Comparison, Found } from '../comparison.ts';
import { trainedOtherwise, type Check } from '../reservation.ts';
import type { Clusters } from './clusters.ts';
import {
  fewSubjects,
  pictureChecks,
  pictureComparison,
  type Compared,
  type PictureComparison,
  differencesBySubject,
} from './compare.ts';
import { copiesProblem } from './contradictions.ts';
import { variantConfig, type DreamBoothFront } from './variant.ts';

/** The comparison of two adapters in a score, at equal drift of the class or at each one's best rate. */
export interface AdapterDifference extends Pick<Comparison, 'reservation'> {
  readonly one: DreamBoothFront;
  readonly other: DreamBoothFront;
  /** The difference; absent where the two cannot be compared on any subject. */
  readonly found: PictureComparison<DreamBoothFront> | undefined;
}

/** Two adapters, and the score in which they are compared. */
export interface ComparedAdapters extends Pick<AdapterDifference, 'one' | 'other'> {
  readonly score: DreamBoothScoreName;
}

/** The checks of two adapters, whatever they are compared at. */
export const adapterChecks: readonly Check<Pick<AdapterDifference, 'one' | 'other'>>[] = [
  ...pictureChecks,
  ({ one, other }) =>
    trainedOtherwise(
      [one, other].map((side) => ({ config: variantConfig(side.config) })),
      ['betas', 'epsilon', 'weightDecay', 'warmupSteps', 'maxGradNorm', 'adapterDropout'],
    ),
  ({ one, other }) =>
    [one, other]
      .flatMap(({ points }) => points.map(({ runs }) => copiesProblem(runs)))
      .find((problem) => problem !== undefined),
];

/** The difference over subjects; it decides nothing where one of `checks` has a reason, or an adapter learned nothing. */
export function adapterDifference(
  { unlearned: idle }: Pick<Compared, 'unlearned'>,
  { one, other, score }: ComparedAdapters,
  clusters: Clusters,
  checks: readonly Check<Found<DreamBoothFront>>[],
): AdapterDifference {
  const learned = ({ points }: DreamBoothFront) => points.some((point) => !idle.includes(point));
  const unlearned = [one, other].filter((side) => !learned(side)).map(({ label }) => label);
  const found = pictureComparison({ one, other, score, unlearned, clusters }, [
    ...checks,
    fewSubjects,
    () => (unlearned.length > 0 ? `${format.listing(unlearned)} learned nothing` : undefined),
  ]);
  return { one, other, found, reservation: found.reservation };
}

/*
 * How adapters are compared at one rate each: that which a search on other subjects found most faithful. More fidelity may then
 * come with more drift of the class, which stands beside.
 */

const checks: readonly Check<Pick<AdapterDifference, 'one' | 'other'>>[] = [
  ...adapterChecks,
  ({ one, other }) => {
    const several = [one, other].filter(({ points }) => points.length > 1);
    return several.length > 0
      ? `${format.listing(several.map(({ label }) => label))} has results at several rates`
      : undefined;
  },
  ({ one, other }) => {
    const diverged = [one, other].reduce((sum, { leading }) => sum + leading.diverged.length, 0);
    return diverged > 0 ? `${format.plural(diverged, 'run')} diverged` : undefined;
  },
];

/** Two adapters of a setting at each one's best rate, by the rule above. */
export function atBestRate(
  setting: Pick<Compared, 'unlearned'>,
  [one, other]: readonly [DreamBoothFront, DreamBoothFront],
  score: DreamBoothScoreName,
): AdapterDifference {
  const clusters = differencesBySubject(one.leading, other.leading, score);
  return clusters
    ? adapterDifference(setting, { one, other, score }, clusters, checks)
    : { one, other, found: undefined, reservation: 'they have no subject in common' };
}
