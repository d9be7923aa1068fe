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
} from './compare.ts';
import { variantConfig, type DreamBoothFront } from './variant.ts';

/** The comparison of two adapters in a score, at equal drift of the class or at each adapter's best rate. */
export interface AdapterDifference extends Pick<Comparison, 'reservation'> {
  readonly one: DreamBoothFront;
  readonly other: DreamBoothFront;
  /** The difference; absent where no subject allows a comparison. */
  readonly found: PictureComparison<DreamBoothFront> | undefined;
}

/** Two adapters, and the score in which they are compared. */
export interface ComparedAdapters extends Pick<AdapterDifference, 'one' | 'other'> {
  readonly score: DreamBoothScoreName;
}

/** The checks of two adapters, at equal drift and at the best rates alike. */
export const adapterChecks: readonly Check<Pick<AdapterDifference, 'one' | 'other'>>[] = [
  ...pictureChecks,
  ({ one, other }) =>
    trainedOtherwise(
      [one, other].map((side) => ({ config: variantConfig(side.config) })),
      ['betas', 'epsilon', 'weightDecay', 'warmupSteps', 'maxGradNorm', 'adapterDropout'],
    ),
];

/** The difference over subjects; it decides nothing where one of `checks` fails or an adapter learned nothing. */
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
