import { format } from '@singlora/reporting';
import { holm } from '@singlora/statistics';
import { comparisonsOf, nameOf, type Comparison } from './comparison.ts';
import { shownOf, type Setting } from './setting.ts';

/** What a comparison lets one say, after correction for all that were made beside it. */
type Finding =
  | 'higher'
  | 'lower'
  | 'not distinguishable'
  /** By itself it would be called a difference; among so many it is not. */
  | 'lost to correction'
  /** Seeds agree to the last digit. */
  | 'not testable'
  /** For the comparison's reservation. */
  | 'no verdict';

/** A comparison among all that the page makes. */
export interface Judged extends Comparison {
  readonly setting: Setting;
  readonly finding: Finding;
  /** Holm's; absent with the p-value. */
  readonly corrected?: number;
  /** How many comparisons were corrected together. */
  readonly family: number;
  /** Of a plan's runs, the plan's verdict in words. */
  readonly byPlan?: string;
}

/** The level at which a difference is called one. */
export const level = 0.05;

/** All comparisons of several settings, corrected together; those of variants beyond `limit` without their rows. */
export function judge(settings: readonly Setting[], limit = Infinity): Judged[] {
  const all = settings.flatMap((setting) =>
    comparisonsOf(setting, shownOf(setting, limit).variants).map((comparison) => ({
      setting,
      ...comparison,
    })),
  );
  return corrected(all);
}

export function corrected<One extends Comparison>(
  all: readonly One[],
): (One & Omit<Judged, 'setting'>)[] {
  const tested = all.filter(
    ({ pValue, reservation }) => pValue !== undefined && reservation === undefined,
  );
  const values = holm(tested.map(({ pValue = NaN }) => pValue));
  const valueOf = new Map(tested.map((one, index) => [one, values[index]]));
  return all.map((comparison) => {
    const value = valueOf.get(comparison);
    return {
      ...comparison,
      ...(value === undefined ? {} : { corrected: value }),
      family: tested.length,
      finding: findingOf(comparison, value),
    };
  });
}

function findingOf(
  { difference, pValue, reservation }: Comparison,
  value: number | undefined,
): Finding {
  if (reservation !== undefined) return 'no verdict';
  if (pValue === undefined || value === undefined) return 'not testable';
  if (value <= level) return difference > 0 ? 'higher' : 'lower';
  return pValue <= level ? 'lost to correction' : 'not distinguishable';
}

type Sentence = Omit<Judged, 'setting'>;

/** 1 where it is higher, −1 where lower; undefined where that is not known. */
export function directionOf({ finding }: Sentence): 1 | -1 | undefined {
  return finding === 'higher' ? 1 : finding === 'lower' ? -1 : undefined;
}

/** " after Holm’s correction for all 24 comparisons"; nothing for one. */
export const correctionText = (family: number, where = '') =>
  family > 1
    ? ` after Holm’s correction for all ${format.plural(family, 'comparison')}${where}`
    : '';

/** "SingLoRA − LoRA = +0.4 ± 0.3 points, 5 seeds, not distinguishable (p = 0.24, corrected 1.00)". */
export const sentenceOf = (judged: Sentence): string =>
  `${nameOf(judged)} = ${valueOf(judged)}, ${findingText(judged)}`;

/** "+0.41 ± 0.30 points, 5 seeds". */
export const valueOf = ({ difference, standardError, pairs }: Sentence): string =>
  `${format.signedPoints(difference, 2)} ± ${format.points(standardError, 2)} points, ${format.plural(pairs.length, 'seed')}`;

export function findingText(judged: Sentence): string {
  const { finding, variant, baseline, reservation, byPlan } = judged;
  if (byPlan !== undefined) return byPlan;
  switch (finding) {
    case 'higher':
    case 'lower':
      return `${variant.label} is ${finding} than ${baseline.label} (${pText(judged)})${unlearnedText(judged)}`;
    case 'not distinguishable':
      return `not distinguishable (${pText(judged)})`;
    case 'lost to correction':
      return `not distinguishable among so many comparisons (${pText(judged)})`;
    case 'not testable':
      return 'the seeds leave no spread to judge by';
    case 'no verdict':
      return `no verdict (${reservation ?? ''})${onTheseRows(judged)}`;
  }
}

/** What the test of one seed on its rows is worth. */
const onTheseRows = ({ scope, pValue }: Sentence) =>
  scope === 'rows' && pValue !== undefined
    ? `; on these rows alone ${pText({ pValue, family: 0 })}, which says nothing of another seed`
    : '';

/** "; LoRA is not above the floor" of the one of two that is not above the floor. */
const unlearnedText = ({ unlearned }: Pick<Comparison, 'unlearned'>) =>
  unlearned.length === 1
    ? `; ${unlearned.map(({ label }) => label).join('')} is not above the floor`
    : '';

/** "p = 0.012, corrected 0.31". */
export function pText({
  pValue,
  corrected: value,
  family,
}: Pick<Sentence, 'pValue' | 'corrected' | 'family'>): string {
  const equals = (text: string) => (text.startsWith('<') ? text : `= ${text}`);
  const alone = `p ${equals(format.probability(pValue))}`;
  return family > 1 ? `${alone}, corrected ${format.probability(value)}` : alone;
}
