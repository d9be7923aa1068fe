import { baselineMethod, dreamBoothNumber, type DreamBoothScoreName } from '@singlora/records';
import { format } from '@singlora/reporting';
import { holm, pairedT } from '@singlora/statistics';
import { clustersOf, sizeText, type Clusters } from './clusters.ts';
import { numberOf } from './run.ts';
import { parametersOf, type Setting, type Variant } from './setting.ts';

/** Adapters whose parameters differ by less than this share count as equally large. */
const equally = 0.1;

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

/** Whether two adapters have the same rank, or about as many parameters. */
export const alike: Readonly<
  Record<Exclude<Pairing, 'floor'>, (one: Variant, other: Variant) => boolean>
> = {
  rank: ({ config: one }, { config: other }) =>
    one.adapter !== null && one.adapter.rank === other.adapter?.rank,
  parameters(one, other) {
    const [own = NaN, others = NaN] = [parametersOf(one), parametersOf(other)];
    return Math.abs(own / others - 1) < equally;
  },
};

/** Each method against the baseline at equal rank or parameters, or against the floor. */
export function differencesOf(
  { variants, floor }: Setting,
  pairing: Pairing,
  score: DreamBoothScoreName,
): Difference[] {
  const others =
    pairing === 'floor'
      ? [floor].flatMap((one) => one ?? [])
      : variants.filter(({ method }) => method === baselineMethod);
  const isPair = (one: Variant, other: Variant) =>
    pairing === 'floor'
      ? one !== other
      : one.method !== baselineMethod && alike[pairing](one, other);
  return others.flatMap((other) =>
    variants
      .filter((variant) => isPair(variant, other))
      .flatMap((variant) => difference(variant, other, score) ?? []),
  );
}

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
