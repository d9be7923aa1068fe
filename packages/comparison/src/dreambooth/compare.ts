import {
  baselineMethod,
  dreamBoothNumber,
  headlineMethod,
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
import { codeProblem } from '../code-problem.ts';
import { comparison, type Check } from '../reservation.ts';
import { otherSearch, searchFault, tieLoss } from '../search.ts';
import { rateProblem } from '../ties.ts';
import { clustersOf, sizeText, type Clusters } from './clusters.ts';
import { numberOf } from './run.ts';
import { parametersOf, type DreamBoothVariant } from './variant.ts';

/** A difference of scores smaller than this is called none where the whole interval lies within it. Fixed before any result. */
export const pictureMargin = 0.02;

/** Adapters whose parameters differ by more than this factor are not about equally large. */
const farthest = 1.5;

/** In what two variants are alike that are compared; `floor`: one is the model without an adapter. */
export type Pairing = 'rank' | 'parameters' | 'floor';

/** One variant less another in a score, paired by subject and seed. */
export interface PictureComparison
  extends Comparison<DreamBoothVariant>, Pick<Clusters, 'subjects' | 'seeds'> {
  readonly score: DreamBoothScoreName;
}

/** What every comparison of pictures is checked for. */
const checks: readonly Check<Found<DreamBoothVariant>>[] = [
  ({ one, other }) => codeProblem(recordsOf(one), recordsOf(other)),
  ({ one, other }) => searchProblem(one, other),
  ({ scope }) =>
    scope === 'subjects' ? undefined : 'of one subject, which says nothing of others',
  ({ unlearned }) => (unlearned.length > 0 ? unlearnedText(unlearned) : undefined),
];

/** Trials are scored by subject fidelity, so they tell of no other score what another rate would change. */
const fidelityChecks: readonly Check<Found<DreamBoothVariant>>[] = [
  ...checks,
  (found) =>
    rateProblem(found, pictureMargin, { one: lossOf(found.one), other: lossOf(found.other) }),
];

const recordsOf = ({ runs }: DreamBoothVariant) => runs.map(({ record }) => record);

const lossOf = ({ search }: DreamBoothVariant) => (search ? tieLoss(search) : 0);

/** Where a rate was not found as the other side's, or not by its trials. */
function searchProblem(
  { label, search: one }: DreamBoothVariant,
  { label: beside, search: other }: DreamBoothVariant,
): string | undefined {
  const faults = [one && searchFault(one), other && searchFault(other)];
  const at = faults.findIndex((fault) => fault !== undefined);
  if (at >= 0) return `${at === 0 ? label : beside}: ${faults[at]}`;
  return one && other && otherSearch(one, other);
}

/** Undefined where the two share no subject and seed. `idle` learned nothing. */
export function comparePictures(
  one: DreamBoothVariant,
  other: DreamBoothVariant,
  score: DreamBoothScoreName,
  idle: readonly DreamBoothVariant[] = [],
): PictureComparison | undefined {
  const key = dreamBoothNumber.mean(score);
  const partnerOf = new Map(other.runs.map((run) => [placeOf(run.config), run]));
  const clusters = clustersOf(
    one.runs.flatMap(({ record, config }) => {
      const partner = partnerOf.get(placeOf(config));
      const [own, others] = [numberOf(record, key), partner && numberOf(partner.record, key)];
      if (own === undefined || others === undefined) return [];
      return [{ subject: config.subject, seed: config.seed, value: own - others }];
    }),
  );
  if (!clusters) return undefined;
  const { parts, over, subjects, seeds } = clusters;
  const pairs = parts.map(({ name, value }) => ({ name, difference: value }));
  return comparison(
    {
      ...{ one, other, score, pairs, subjects, seeds, scope: over, ...overPairs(pairs) },
      unlearned: [one, other].filter((each) => idle.includes(each)).map(({ label }) => label),
      words: wordsOf(clusters),
    },
    score === 'fidelity' ? fidelityChecks : checks,
  );
}

const placeOf = ({ subject, seed }: DreamBoothVariant['config']) => JSON.stringify([subject, seed]);

/** "+0.012 (95% −0.003 to +0.027, 6 subjects × 2 seeds)" */
function wordsOf(clusters: Clusters): DifferenceWords {
  const value = (found: Found) => {
    const interval = intervalText(found) ?? 'not known';
    const of = { subjects: `95% ${interval}`, seeds: `95% over seeds alone ${interval}` };
    const what = clusters.over === 'nothing' ? 'without an interval' : of[clusters.over];
    return `${format.signed(found.difference)} (${what}, ${sizeText(clusters)})`;
  };
  return { signed: (difference) => format.signed(difference), value, effect: value };
}

/** An adapter's parameters over another's. */
export function sizeOver(one: DreamBoothVariant, other: DreamBoothVariant): number {
  const [own = NaN, others = NaN] = [parametersOf(one), parametersOf(other)];
  return own / others;
}

/** Those of `variants` that are like another: of equal rank, or of each method the one nearest to it in parameters. */
export const likeIn: Readonly<
  Record<
    Exclude<Pairing, 'floor'>,
    (
      variants: readonly DreamBoothVariant[],
      other: DreamBoothVariant,
    ) => readonly DreamBoothVariant[]
  >
> = {
  rank: (variants, { config: { adapter } }) =>
    variants.filter(({ config }) => adapter !== null && config.adapter?.rank === adapter.rank),
  parameters(variants, other) {
    const farness = (one: DreamBoothVariant) => Math.abs(Math.log(sizeOver(one, other)));
    return groupBy(
      variants.filter(({ config }) => config.adapter !== null),
      ({ method }) => method,
    ).flatMap((group) =>
      group
        .toSorted((a, b) => farness(a) - farness(b))
        .slice(0, 1)
        .filter((one) => farness(one) <= Math.log(farthest)),
    );
  },
};

/** What is compared within a setting. */
interface Compared {
  readonly variants: readonly DreamBoothVariant[];
  /** The model without an adapter. */
  readonly floor: DreamBoothVariant | undefined;
  /** Those that are not above it. */
  readonly unlearned: readonly DreamBoothVariant[];
}

/** Each method against the baseline at equal rank or about equal parameters, or against the floor. */
export function pictureComparisons(
  { variants, floor, unlearned }: Compared,
  pairing: Pairing,
  score: DreamBoothScoreName,
): PictureComparison[] {
  const pairs = (
    others: readonly DreamBoothVariant[],
    like: (other: DreamBoothVariant) => readonly DreamBoothVariant[],
  ) =>
    others.flatMap((other) =>
      like(other).flatMap((one) => comparePictures(one, other, score, unlearned) ?? []),
    );
  if (pairing === 'floor')
    return floor ? pairs([floor], () => variants.filter((variant) => variant !== floor)) : [];
  const isBaseline = ({ method }: DreamBoothVariant) => method === baselineMethod;
  const others = variants.filter((variant) => !isBaseline(variant));
  return pairs(variants.filter(isBaseline), (other) => likeIn[pairing](others, other));
}

/** The headline method's differences from the baseline in subject fidelity. */
export const headlineDifferences = (setting: Compared) =>
  (['parameters', 'rank'] as const).flatMap((pairing) =>
    pictureComparisons(setting, pairing, 'fidelity')
      .filter(({ one }) => one.method === headlineMethod)
      .map((found) => ({ found, pairing })),
  );

/** Trained variants that are not above the floor by more than their interval over subjects: they learned nothing to compare. */
export const unlearnedOf = (setting: Omit<Compared, 'unlearned'>): DreamBoothVariant[] =>
  pictureComparisons({ ...setting, unlearned: [] }, 'floor', 'fidelity').flatMap(
    ({ one, scope, interval }) =>
      scope === 'subjects' && interval && interval[0] <= 0 ? [one] : [],
  );

/** "SingLoRA r8 is not above no adapter by more than the interval: nothing was learned that could be compared". */
export const unlearnedText = (labels: readonly string[]): string =>
  `${format.listing(labels)} ${labels.length === 1 ? 'is' : 'are'} not above no adapter by more than the interval: nothing was learned that could be compared`;
