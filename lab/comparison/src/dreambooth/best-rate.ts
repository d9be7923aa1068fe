import { format, omit } from '@singlora/reporting/text';
import { dreamBoothNumber, type DreamBoothScoreName } from '@singlora/records';
import { isDeepStrictEqual } from 'node:util';
import type { Comparison } from '../comparison.ts';
import { trainedOtherwise, type ReservationCheck } from '../reservation.ts';
import { searchesProblem } from '../search.ts';
import {
  adapterVariants,
  differencesBySubject,
  tooFewSubjects,
  pictureChecks,
  pictureComparison,
  pairKey,
  type AdapterPair,
  type Compared,
  type PictureComparison,
} from './compare.ts';
import { picturePlanOf } from './departure.ts';
import { numberOf } from './run.ts';
import { pictureVariantConfig, variantTitle, type DreamBoothVariant } from './variant.ts';

/*
 * How adapters are compared: each at one rate, which had the highest fidelity in a search on other subjects, or is given by
 * the plan. Higher fidelity may then come with more drift of the class, which is shown next to it.
 */

/** The difference of two adapters in a score. */
export interface AdapterDifference
  extends Pick<Comparison, 'reservation'>, Pick<PictureComparison, 'one' | 'other'> {
  /** Absent where the two have no subject in common. */
  readonly found: PictureComparison | undefined;
}

const checks: readonly ReservationCheck<Pick<PictureComparison, 'one' | 'other' | 'score'>>[] = [
  ...pictureChecks,
  ({ one, other }) =>
    trainedOtherwise(
      [one, other].map(({ config }) => ({ config: pictureVariantConfig(config) })),
      ['betas', 'epsilon', 'weightDecay', 'warmupSteps', 'maxGradNorm', 'adapterDropout', 'steps'],
    ),
  ({ one, other }) => {
    const given = [one, other].filter(({ config }) => config.search === null);
    return given.length > 0 && picturePlanOf(one.config.preset) === undefined
      ? `the rate of ${format.listing(given.map(({ label }) => label))} was not searched`
      : undefined;
  },
  ({ one, other }) => searchesProblem([one, other], ({ search }) => search),
  ({ one, other }) => {
    const diverged = one.diverged.length + other.diverged.length;
    return diverged > 0 ? `${format.plural(diverged, 'run')} diverged` : undefined;
  },
  ({ one, other, score }) => {
    const [own, others] = [placesOf(one, score), placesOf(other, score)];
    const n = [...own, ...others].filter((place) => !own.has(place) || !others.has(place)).length;
    return n > 0 ? `${format.plural(n, 'result')} of one side without the other’s` : undefined;
  },
];

/** Where a side has this score: its subjects with their seeds. */
const placesOf = ({ runs }: DreamBoothVariant, score: DreamBoothScoreName) =>
  new Set(
    runs.flatMap(({ record, config }) =>
      numberOf(record, dreamBoothNumber.mean(score)) === undefined ? [] : [pairKey(config)],
    ),
  );

const adapterConfig = ({ config }: DreamBoothVariant) =>
  omit(pictureVariantConfig(config), ['learningRate', 'steps']);

/** Two adapters of a setting by the rule above. */
export function atBestRate(
  setting: Pick<Compared, 'variants' | 'unlearned'>,
  [one, other]: AdapterPair,
  score: DreamBoothScoreName,
): AdapterDifference {
  const clusters = differencesBySubject(one, other, score);
  if (!clusters)
    return { one, other, found: undefined, reservation: 'they have no subject in common' };
  const adapters = adapterVariants(setting);
  const several = [one, other].filter((side) =>
    adapters.some(
      (another) =>
        another !== side && isDeepStrictEqual(adapterConfig(another), adapterConfig(side)),
    ),
  );
  const unlearned = [one, other]
    .filter((side) => setting.unlearned.includes(side))
    .map(({ label }) => label);
  const found = pictureComparison({ one, other, score, unlearned, clusters }, [
    () =>
      several.length > 0
        ? `${format.listing(several.map(({ config }) => variantTitle(config)))} has results at several rates or steps`
        : undefined,
    ...checks,
    tooFewSubjects,
    () => (unlearned.length > 0 ? `${format.listing(unlearned)} learned nothing` : undefined),
  ]);
  return { one, other, found, reservation: found.reservation };
}
