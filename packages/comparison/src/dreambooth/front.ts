import { dreamBoothNumber, type DreamBoothScoreName } from '@singlora/records';
import { byName, format, groupBy } from '@singlora/reporting/text';
import { frontOf, mean, meanOver, pairsNeeded, sharedCosts } from '@singlora/statistics';
import { isDeepStrictEqual } from 'node:util';
import type { Found } from '../comparison.ts';
import { firstReason, type Check } from '../reservation.ts';
import {
  adapterChecks,
  adapterDifference,
  type AdapterDifference,
  type ComparedAdapters,
} from './adapters.ts';
import { pictureMargin, placeOf, type Compared } from './compare.ts';
import { clustersOf } from './clusters.ts';
import { numberOf } from './run.ts';
import type { DreamBoothFront, DreamBoothVariant } from './variant.ts';

// How pictures are decided at equal drift. Fidelity to the subject and drift of its class rise
// together, with longer training or a higher rate, so neither says anything alone. Each adapter is
// drawn at the same rates and numbers of steps. On each subject, the points (means over seeds) have
// a front: the highest fidelity for each drift. Two adapters are compared by the mean difference of
// fidelity over the drifts that both fronts reach; subjects are the repetitions.

/** The fewest pairs of rate and number of steps that make a front. */
export const fewestPoints = 3;

/** Whether adapters have fronts that can be compared. */
export const hasFronts = ({ fronts }: Pick<Compared, 'fronts'>): boolean =>
  fronts.some(({ points }) => points.length >= fewestPoints);

/** The checks that run before anything is computed. */
const checks: readonly Check<ComparedAdapters>[] = [
  ...adapterChecks,
  ({ one, other }) => {
    const n = Math.min(one.points.length, other.points.length);
    return n < fewestPoints
      ? `a front needs ${format.count(fewestPoints)} rates or numbers of steps, and there ${n === 1 ? 'is' : 'are'} ${format.count(n)}`
      : undefined;
  },
  ({ one, other }) => {
    const [own, others] = [one, other].map(({ points }) => points.map(gridOf).sort());
    return isDeepStrictEqual(own, others)
      ? undefined
      : 'the two were not drawn at the same rates and steps';
  },
  ({ one, other, score }) => {
    const lost = lostIn([one, other], score);
    return lost > 0 ? `${format.plural(lost, 'run')} of their rates and steps to come` : undefined;
  },
];

const gridOf = ({ config: { training } }: DreamBoothVariant) =>
  `${training?.learningRate} ${training?.steps}`;

/** The points of an adapter that can draw: rates at which training diverged are left out. */
const usable = ({ points }: DreamBoothFront) =>
  points.filter(({ diverged }) => diverged.length === 0);

/** A run as a point of a front: its score, and the drift of its class; undefined where either is unknown. */
function pointOf({ record }: DreamBoothVariant['runs'][number], score: DreamBoothScoreName) {
  const [cost, gain, value] = (['prior', 'fidelity', score] as const).map((name) =>
    numberOf(record, dreamBoothNumber.mean(name)),
  );
  return cost === undefined || gain === undefined || value === undefined
    ? undefined
    : { cost, gain, value };
}

/** How many pairs of subject and seed the points lack, summed over all points. */
function lostIn(sides: readonly DreamBoothFront[], score: DreamBoothScoreName): number {
  const points = sides.flatMap(usable);
  const drawn = points.map(
    ({ runs }) =>
      new Set(runs.flatMap((run) => (pointOf(run, score) ? placeOf(run.config) : []))).size,
  );
  const all = new Set(
    points.flatMap(({ runs, diverged }) =>
      [...runs, ...diverged].map(({ config }) => placeOf(config)),
    ),
  );
  return drawn.reduce((lost, n) => lost + all.size - n, 0);
}

const frontOn = (side: DreamBoothFront, subject: string, score: DreamBoothScoreName) =>
  frontOf(
    usable(side).flatMap(({ runs }) => {
      const own = runs
        .filter(({ config }) => config.subject === subject)
        .flatMap((run) => pointOf(run, score) ?? []);
      const of = (name: 'cost' | 'gain' | 'value') => mean(own.map((point) => point[name]));
      return own.length > 0 ? [{ cost: of('cost'), gain: of('gain'), value: of('value') }] : [];
    }),
  );

/** Two adapters of a setting at equal drift, by the rule above. */
export function atEqualDrift(
  setting: Pick<Compared, 'unlearned'>,
  [one, other]: readonly [DreamBoothFront, DreamBoothFront],
  score: DreamBoothScoreName,
): AdapterDifference {
  const why = firstReason({ one, other, score }, checks);
  const subjects = groupBy(one.runs, ({ config }) => config.subject)
    .flatMap(([run]) => run?.config.subject ?? [])
    .sort(byName);
  const apart: string[] = [];
  const parts = (why === undefined ? subjects : []).flatMap((subject) => {
    const [own, others] = [one, other].map((side) => frontOn(side, subject, score));
    const range = own && others && sharedCosts(own, others);
    if (!range) {
      apart.push(subject);
      return [];
    }
    const [a, b] = [own, others].map((front) => meanOver(front ?? [], range, ({ value }) => value));
    return [{ subject, seed: 0, value: (a ?? NaN) - (b ?? NaN) }];
  });
  const clusters = clustersOf(parts);
  if (!clusters) return { one, other, found: undefined, reservation: why ?? apartText(apart) };
  const seeds = new Set(one.runs.map(({ config }) => config.seed)).size;
  return adapterDifference(setting, { one, other, score }, { ...clusters, seeds }, [
    () => (apart.length > 0 ? apartText(apart) : undefined),
  ]);
}

const apartText = (subjects: readonly string[]) =>
  `their fronts reach no common drift on ${format.listing(subjects)}`;

/** "about 12 subjects are needed to tell 0.02": a power estimate from the spread of these differences over subjects. */
export function powerText({ pairs, scope }: Pick<Found, 'pairs' | 'scope'>): string | undefined {
  const n = pairsNeeded(
    scope === 'subjects' ? pairs.map(({ difference }) => difference) : [],
    pictureMargin,
  );
  return n === undefined
    ? undefined
    : `about ${format.plural(n, 'subject')} are needed to tell ${pictureMargin} (power 80%)`;
}
