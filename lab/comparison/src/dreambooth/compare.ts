import {
  baselineMethod,
  dreamBoothNumber,
  fewestSeeds,
  type DreamBoothScoreName,
} from '@singlora/records';
import { format, groupBy } from '@singlora/reporting/text';
import {
  intervalText,
  overPairs,
  type Comparison,
  type DifferenceWords,
  type Found,
} from '../comparison.ts';
import { recordChecks } from '../record-problem.ts';
import { comparison, type ReservationCheck } from '../reservation.ts';
import { clustersOf, clustersText, type Clusters } from './clusters.ts';
import { numberOf, type DreamBoothRun } from './run.ts';
import { parametersOf, type DreamBoothVariant } from './variant.ts';

/** Two scores are equal where the whole interval of their difference lies within this margin. Fixed before any result. */
export const pictureMargin = 0.02;

/** Adapters whose parameters differ by more than this factor are not about equally large. */
const farthest = 1.5;

/** The property in which two compared variants agree; `floor`: one is the model without an adapter. */
export type Pairing = 'rank' | 'parameters' | 'floor';

/** The difference of two variants in a score, over subjects. */
export interface PictureComparison
  extends Comparison<DreamBoothVariant>, Pick<Clusters, 'subjects' | 'seeds'> {
  readonly score: DreamBoothScoreName;
}

/** The checks that every comparison of pictures must pass. */
export const pictureChecks: readonly ReservationCheck<Pick<PictureComparison, 'one' | 'other'>>[] =
  [
    ...recordChecks,
    ({ one, other }) => {
      const bySubject = groupBy([...one.runs, ...other.runs], ({ config }) => config.subject);
      const mixed = bySubject.find((runs) => new Set(runs.map(pixelsOf)).size > 1);
      return mixed?.[0] && `its pictures of ${mixed[0].config.subject} are not always the same`;
    },
  ];

const pixelsOf = ({ record: { assets } }: DreamBoothRun) =>
  JSON.stringify(assets.filter(({ kind }) => kind === 'dataset').map(({ sha256 }) => sha256));

/** Fewer subjects than the fewest seeds of GLUE decide nothing either. */
export const tooFewSubjects: ReservationCheck<Pick<Found, 'pairs' | 'scope'>> = ({
  pairs,
  scope,
}) => {
  const n = scope === 'subjects' ? pairs.length : 1;
  return n < fewestSeeds
    ? `${format.count(n)} of ${format.count(fewestSeeds)} subjects`
    : undefined;
};

/** The differences of two variants in a score, grouped by subject; undefined where they share no subject and seed. */
export function differencesBySubject(
  one: DreamBoothVariant,
  other: DreamBoothVariant,
  score: DreamBoothScoreName,
): Clusters | undefined {
  const key = dreamBoothNumber.mean(score);
  const partnerOf = new Map(other.runs.map((run) => [pairKey(run.config), run]));
  return clustersOf(
    one.runs.flatMap(({ record, config }) => {
      const partner = partnerOf.get(pairKey(config));
      const [own, others] = [numberOf(record, key), partner && numberOf(partner.record, key)];
      if (own === undefined || others === undefined) return [];
      return [{ subject: config.subject, seed: config.seed, value: own - others }];
    }),
  );
}

/**
 * The difference of two variants in a score. Each has one rate, so the choice of rates may explain
 * the difference. Undefined where the two share no subject and seed.
 */
export function comparePictures(
  one: DreamBoothVariant,
  other: DreamBoothVariant,
  score: DreamBoothScoreName,
): PictureComparison | undefined {
  const clusters = differencesBySubject(one, other, score);
  return (
    clusters &&
    pictureComparison({ one, other, score, clusters }, [...pictureChecks, tooFewSubjects])
  );
}

/** A comparison of values by subject, after these checks. */
export function pictureComparison(
  {
    clusters,
    unlearned = [],
    ...sides
  }: Pick<PictureComparison, 'one' | 'other' | 'score'> & {
    readonly clusters: Clusters;
    readonly unlearned?: readonly string[];
  },
  checks: readonly ReservationCheck<Omit<PictureComparison, 'reservation'>>[],
): PictureComparison {
  const { parts, over, subjects, seeds } = clusters;
  const pairs = parts.map(({ name, value }) => ({ name, difference: value }));
  return comparison(
    {
      ...sides,
      pairs,
      subjects,
      seeds,
      scope: over,
      unlearned,
      ...overPairs(pairs),
      words: wordsOf(clusters),
    },
    checks,
  );
}

/** Identifies the subject and seed by which runs of two methods are paired. */
export const pairKey = ({ subject, seed }: DreamBoothVariant['config']) =>
  JSON.stringify([subject, seed]);

/** "+0.012 (95% −0.003 to +0.027, 6 subjects × 2 seeds)" */
function wordsOf(clusters: Clusters): DifferenceWords {
  const words: DifferenceWords = {
    signed: (difference) => format.signed(difference),
    effect({ difference, interval }) {
      const ends = intervalText({ interval, words }) ?? 'not known';
      const of = { subjects: `95% ${ends}`, seeds: `95% over seeds alone ${ends}` };
      const what = clusters.over === 'nothing' ? 'without an interval' : of[clusters.over];
      return `${format.signed(difference)} (${what}, ${clustersText(clusters)})`;
    },
  };
  return words;
}

/** The ratio of two adapters' numbers of parameters. */
export function sizeOver(one: DreamBoothVariant, other: DreamBoothVariant): number {
  const [own = NaN, others = NaN] = [parametersOf(one), parametersOf(other)];
  return own / others;
}

/** The members of `sides` that are comparable to `other`: those of equal rank, or each method's nearest in parameters. */
export const likeIn: Readonly<
  Record<
    Exclude<Pairing, 'floor'>,
    (sides: readonly DreamBoothVariant[], other: DreamBoothVariant) => readonly DreamBoothVariant[]
  >
> = {
  rank: (sides, { config: { adapter } }) =>
    sides.filter(({ config }) => adapter !== null && config.adapter?.rank === adapter.rank),
  parameters(sides, other) {
    const farness = (one: DreamBoothVariant) => Math.abs(Math.log(sizeOver(one, other)));
    return groupBy(
      sides.filter(({ config }) => config.adapter !== null),
      ({ method }) => method,
    ).flatMap((group) =>
      group
        .toSorted((a, b) => farness(a) - farness(b))
        .slice(0, 1)
        .filter((one) => farness(one) <= Math.log(farthest)),
    );
  },
};

/** The variants and the floor that are compared within a setting. */
export interface Compared {
  readonly variants: readonly DreamBoothVariant[];
  /** The model without an adapter. */
  readonly floor: DreamBoothVariant | undefined;
  /** The variants that are not above the floor by more than their interval: they learned nothing to compare. */
  readonly unlearned: readonly DreamBoothVariant[];
}

/** Two adapters that are compared. */
export type AdapterPair = readonly [one: DreamBoothVariant, other: DreamBoothVariant];

/** The adapters of a setting. */
export const adapterVariants = ({ variants }: Pick<Compared, 'variants'>): DreamBoothVariant[] =>
  variants.filter(({ config }) => config.adapter !== null);

/** Pairs each adapter of `methods` with the comparable adapters of the baseline, or of `others`. */
export function adapterPairs(
  setting: Pick<Compared, 'variants'>,
  pairing: Exclude<Pairing, 'floor'>,
  isOne: (method: string) => boolean = (method) => method !== baselineMethod,
  isOther: (method: string) => boolean = (method) => method === baselineMethod,
): AdapterPair[] {
  const adapters = adapterVariants(setting);
  const ones = adapters.filter(({ method }) => isOne(method));
  return adapters
    .filter(({ method }) => isOther(method))
    .flatMap((other) => likeIn[pairing](ones, other).map((one) => [one, other] as const));
}

/** Compares each method with the baseline at equal rank or similar size, or with the floor. */
export function pictureComparisons(
  setting: Compared,
  pairing: Pairing,
  score: DreamBoothScoreName,
): PictureComparison[] {
  if (pairing === 'floor') return floorComparisons(setting, score);
  return adapterPairs(setting, pairing).flatMap(
    ([one, other]) => comparePictures(one, other, score) ?? [],
  );
}

/** Each variant against the model without an adapter. */
const floorComparisons = (
  { variants, floor }: Pick<Compared, 'variants' | 'floor'>,
  score: DreamBoothScoreName,
): PictureComparison[] =>
  variants.flatMap((one) =>
    floor && one !== floor ? (comparePictures(one, floor, score) ?? []) : [],
  );

/** Trained variants that are not above the floor by more than their interval over subjects: they learned nothing. */
export const unlearnedOf = (setting: Pick<Compared, 'variants' | 'floor'>) =>
  floorComparisons(setting, 'fidelity').flatMap(({ one, scope, interval }) =>
    scope === 'subjects' && interval && interval[0] <= 0 ? [one] : [],
  );

/** "SingLoRA r8 is not above no adapter by more than the interval: nothing was learned that could be compared". */
export const unlearnedText = (labels: readonly string[]): string =>
  `${format.listing(labels)} ${labels.length === 1 ? 'is' : 'are'} not above no adapter by more than the interval: nothing was learned that could be compared`;
