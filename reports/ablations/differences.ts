import {
  compareGlue,
  corrected,
  correctionText,
  leavesOut,
  rules,
  comparisonSentence,
  type GlueSetting,
  type GlueVariant,
  type Comparison,
  type JudgedComparison,
  type Rule,
} from '@singlora/comparison';
import { decide, format, sentence, table, type Finding, type Table } from '@singlora/reporting';
import { differenceColumns } from '../glue/setting-tables.ts';

/** A comparison within an ablation, corrected together with the others of its table. */
export type AblationDifference = JudgedComparison<GlueVariant>;

/** Compares each of `ones` with those of the setting that `isOther` selects, corrected together. */
export const comparedIn = (
  setting: GlueSetting,
  ones: readonly GlueVariant[],
  isOther: (other: GlueVariant, one: GlueVariant) => boolean,
): AblationDifference[] =>
  corrected(
    ones.flatMap((one) =>
      setting.variants
        .filter((other) => isOther(other, one))
        .flatMap((other) => compareGlue(setting, one, other) ?? []),
    ),
  );

/** A difference as it becomes a finding: judged by a margin, `about` something else than the score. */
export type FoundDifference = Comparison<GlueVariant> &
  Pick<JudgedComparison, 'corrected' | 'family'> & {
    readonly margin: number;
    readonly about?: string;
  };

/** Comparisons of scores as they become findings. */
export const ofScores = (all: readonly AblationDifference[]): FoundDifference[] =>
  all.map((one) => ({ ...one, margin }));

/** Scores are equal where the interval of their difference lies within this margin. */
export const margin = 0.01;

/** A claim on two sides: its rule with the margin, and its meaning in words. */
const claimOf =
  (rule: Rule, words: string) =>
  <One extends AblationDifference>(
    own: readonly One[],
    nameOf: (one: One) => string,
    { subject = 'for', beside = '', shown = own } = {},
  ): Finding | undefined =>
    own.length === 0
      ? undefined
      : {
          ...decide(own, (one) => rule(one, margin), nameOf, subject),
          evidence: `${sentence(shown.map(comparisonSentence))}${beside} ${words}`,
        };

/** Whether all pairs are alike; undefined for none. */
export const areAlike = claimOf(rules.alike, 'Alike means: the whole 95% interval within 1 point.');

/** Whether the first of each pair is no lower; undefined for none. */
export const areNoLower = claimOf(
  rules.noLower,
  'No lower means: higher, or the whole 95% interval above −1 point.',
);

/** Comparisons within an ablation. */
export function differencesTable(caption: string, all: readonly AblationDifference[]): Table {
  const { family = 0 } = all[0] ?? {};
  return table(
    caption,
    all,
    differenceColumns('± s.e., points', 'Seeds', ({ pairs }) => format.count(pairs.length)),
    {
      notes: [family > 1 && `Findings are${correctionText(family)} of this experiment.`, leavesOut],
    },
  );
}
