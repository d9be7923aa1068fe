import { estimate, format, type Estimate } from '@singlora/reporting';
import { baselineMethod } from '../methods.ts';
import type { Setting, Variant } from './setting.ts';

/** One variant against the baseline, seed by seed. */
export interface Comparison {
  readonly variant: Variant;
  readonly baseline: Variant;
  /** The seeds that both have. */
  readonly pairs: readonly { readonly seed: number; readonly difference: number }[];
  readonly difference: Estimate;
  /** Of the paired differences; with one pair, as if the two accuracies were independent. */
  readonly standardError: number;
  readonly finding: 'higher' | 'lower' | 'indistinguishable' | 'one seed';
}

/** Every variant against the baseline's variant with the most seeds, where they share a seed. */
export function comparisonsOf({ variants }: Setting): Comparison[] {
  const baseline = variants
    .filter(({ method }) => method === baselineMethod)
    .reduce<Variant | undefined>(
      (best, next) => (best && best.runs.length >= next.runs.length ? best : next),
      undefined,
    );
  if (!baseline) return [];
  return variants
    .filter(({ method }) => method !== baselineMethod)
    .flatMap((variant) => {
      const pairs = variant.runs.flatMap(({ seed, accuracy }) => {
        const partner = baseline.runs.find((run) => run.seed === seed);
        return partner ? [{ seed, difference: accuracy - partner.accuracy }] : [];
      });
      if (pairs.length === 0) return [];
      const difference = estimate(pairs.map((pair) => pair.difference));
      const standardError =
        difference.standardError ?? Math.hypot(variant.standardError, baseline.standardError);
      return [
        { variant, baseline, pairs, difference, standardError, finding: findingOf(difference) },
      ];
    });
}

function findingOf({ interval }: Estimate): Comparison['finding'] {
  if (!interval) return 'one seed';
  if (interval[0] > 0) return 'higher';
  return interval[1] < 0 ? 'lower' : 'indistinguishable';
}

/** "SingLoRA − LoRA". */
export const nameOf = ({ variant, baseline }: Comparison) => `${variant.label} − ${baseline.label}`;

export const intervalText = ({ interval }: Estimate) =>
  interval && `${format.signedPoints(interval[0])} to ${format.signedPoints(interval[1])}`;

/** What the difference lets one say. */
export function findingText(comparison: Comparison): string {
  const { finding, variant, baseline, difference, standardError } = comparison;
  switch (finding) {
    case 'higher':
    case 'lower':
      return `${variant.label} is ${finding} than ${baseline.label} here`;
    case 'indistinguishable':
      return 'not distinguishable';
    case 'one seed':
      return Math.abs(difference.mean) <= 1.96 * standardError
        ? 'within what the choice of dev rows alone explains'
        : 'more than the choice of dev rows explains, but one seed says nothing about the next';
  }
}
