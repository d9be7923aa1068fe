import {
  baselineMethod,
  dreamBoothNumber,
  headlineMethod,
  type DreamBoothScoreName,
} from '@singlora/records';
import { format, groupBy } from '@singlora/reporting';
import { holm, pairedT } from '@singlora/statistics';
import { clustersOf, sizeText, type Clusters } from './clusters.ts';
import { numberOf } from './run.ts';
import type { Setting } from './setting.ts';
import { parametersOf, type Variant } from './variant.ts';

/** Adapters whose parameters differ by more than this factor are not about equally large. */
const farthest = 1.5;

/** In what two variants are alike that are compared; `floor`: one is the model without an adapter. */
export type Pairing = 'rank' | 'parameters' | 'floor';

/** One variant less another in a score, paired by subject and seed. */
export interface Difference extends Clusters {
  readonly variant: Variant;
  readonly other: Variant;
  readonly score: DreamBoothScoreName;
  readonly mean: number;
  readonly standardError?: number;
  /** 95%. */
  readonly interval?: readonly [number, number];
  /** Two-sided, by itself. */
  readonly pValue?: number;
}

/** Undefined where the two share no subject and seed. */
export function difference(
  variant: Variant,
  other: Variant,
  score: DreamBoothScoreName,
): Difference | undefined {
  const key = dreamBoothNumber.mean(score);
  const partnerOf = new Map(other.runs.map((run) => [placeOf(run.config), run]));
  const found = clustersOf(
    variant.runs.flatMap(({ record, config }) => {
      const partner = partnerOf.get(placeOf(config));
      const [own, others] = [numberOf(record, key), partner && numberOf(partner.record, key)];
      if (own === undefined || others === undefined) return [];
      return [{ subject: config.subject, seed: config.seed, value: own - others }];
    }),
  );
  if (!found) return undefined;
  const { mean, standardError, interval, pValue } = pairedT(found.values);
  return {
    ...{ ...found, variant, other, score, mean },
    ...(standardError === undefined ? {} : { standardError }),
    ...(interval === undefined ? {} : { interval }),
    ...(pValue === undefined ? {} : { pValue }),
  };
}

const placeOf = ({ subject, seed }: Variant['config']) => JSON.stringify([subject, seed]);

/** An adapter's parameters over another's. */
export function sizeOver(one: Variant, other: Variant): number {
  const [own = NaN, others = NaN] = [parametersOf(one), parametersOf(other)];
  return own / others;
}

/** Those of `variants` that are like another: of equal rank, or of each method the one nearest to it in parameters. */
export const alike: Readonly<
  Record<
    Exclude<Pairing, 'floor'>,
    (variants: readonly Variant[], other: Variant) => readonly Variant[]
  >
> = {
  rank: (variants, { config: { adapter } }) =>
    variants.filter(({ config }) => adapter !== null && config.adapter?.rank === adapter.rank),
  parameters(variants, other) {
    const farness = (one: Variant) => Math.abs(Math.log(sizeOver(one, other)));
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

/** Each method against the baseline at equal rank or about equal parameters, or against the floor. */
export function differencesOf(
  { variants, floor }: Setting,
  pairing: Pairing,
  score: DreamBoothScoreName,
): Difference[] {
  const pairs = (others: readonly Variant[], like: (other: Variant) => readonly Variant[]) =>
    others.flatMap((other) =>
      like(other).flatMap((variant) => difference(variant, other, score) ?? []),
    );
  if (pairing === 'floor')
    return floor ? pairs([floor], () => variants.filter((variant) => variant !== floor)) : [];
  const isBaseline = ({ method }: Variant) => method === baselineMethod;
  const others = variants.filter((variant) => !isBaseline(variant));
  return pairs(variants.filter(isBaseline), (other) => alike[pairing](others, other));
}

/** Trained variants that are not above the floor by more than their interval over subjects: they learned nothing to compare. */
export function unlearned(setting: Setting): Variant[] {
  return differencesOf(setting, 'floor', 'fidelity').flatMap(({ variant, over, interval }) =>
    over === 'subjects' && interval && interval[0] <= 0 ? [variant] : [],
  );
}

/** What two that are compared have in common. */
export const pairings: Readonly<Record<Pairing, string>> = {
  rank: 'at equal rank',
  parameters: 'at about equal parameters',
  floor: 'against no adapter',
};

/** The headline method's differences from the baseline in subject fidelity. */
export const headlineDifferences = (setting: Setting) =>
  (['parameters', 'rank'] as const).flatMap((pairing) =>
    differencesOf(setting, pairing, 'fidelity')
      .filter(({ variant }) => variant.method === headlineMethod)
      .map((one) => ({ one, pairing })),
  );

/** "SingLoRA r8 is not above no adapter by more than its interval: nothing was learned that could be compared". */
export const unlearnedText = (variants: readonly Variant[]): string =>
  `${format.listing(variants.map(({ label }) => label))} ${variants.length === 1 ? 'is' : 'are'} not above no adapter by more than the interval: nothing was learned that could be compared`;

/** "SingLoRA r16 − LoRA r8". */
export const nameOf = ({ variant, other }: Pick<Difference, 'variant' | 'other'>): string =>
  `${variant.label} − ${other.label}`;

export const intervalText = ({ interval }: Pick<Difference, 'interval'>): string | undefined =>
  interval && `${format.signed(interval[0])} to ${format.signed(interval[1])}`;

/** "SingLoRA r16 − LoRA r8 = +0.012 (95% −0.003 to +0.027, 6 subjects × 2 seeds)". */
export function sentenceOf(one: Difference): string {
  const interval = intervalText(one);
  const what =
    one.over === 'subjects'
      ? `95% ${interval ?? 'not known'}`
      : one.over === 'seeds'
        ? `95% over seeds alone ${interval ?? 'not known'}`
        : 'without an interval';
  return `${nameOf(one)} = ${format.signed(one.mean)} (${what}, ${sizeText(one)})`;
}

/** Differences with Holm's p-values over all of them. */
export function corrected(all: readonly Difference[]): (Difference & { corrected?: number })[] {
  const tested = all.filter(({ pValue }) => pValue !== undefined);
  const values = holm(tested.map(({ pValue = NaN }) => pValue));
  return all.map((one) => {
    const value = values[tested.indexOf(one)];
    return value === undefined ? one : { ...one, corrected: value };
  });
}
