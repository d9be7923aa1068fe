import { format } from '@singlora/reporting/text';
import type { DreamBoothScoreName } from '@singlora/records';
import type { Check } from '../reservation.ts';
import { adapterChecks, adapterDifference, type AdapterDifference } from './adapters.ts';
import { differencesBySubject, type Compared } from './compare.ts';
import { searchesProblem } from '../search.ts';
import type { DreamBoothFront } from './variant.ts';

/*
 * How adapters are compared at one rate each: the rate with the highest fidelity in a search on other subjects. Higher
 * fidelity may then come with more drift of the class, which is shown next to it.
 */

const checks: readonly Check<Pick<AdapterDifference, 'one' | 'other'>>[] = [
  ...adapterChecks,
  ({ one, other }) => {
    const several = [one, other].filter(({ points }) => points.length > 1);
    return several.length > 0
      ? `${format.listing(several.map(({ label }) => label))} has results at several rates`
      : undefined;
  },
  ({ one, other }) => searchesProblem([one, other], ({ leading }) => leading.search),
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
