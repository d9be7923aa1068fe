import {
  compareGlue,
  evidenceOf,
  judgedTogether,
  rules,
  type Comparison,
  type Corrected,
  type GlueSetting,
  type GlueVariant,
  type JudgedComparison,
  type Rule,
} from '@singlora/comparison';
import { decide, type Finding } from '@singlora/reporting';

/** A comparison within an ablation, corrected together with the others of its table. */
export type AblationDifference = JudgedComparison<GlueVariant>;

/** Compares each of `ones` with those of the setting that `isOther` selects, judged together. */
export const comparedIn = (
  setting: GlueSetting,
  ones: readonly GlueVariant[],
  isOther: (other: GlueVariant, one: GlueVariant) => boolean,
): AblationDifference[] =>
  judgedTogether(
    ones.flatMap((one) =>
      setting.variants
        .filter((other) => isOther(other, one))
        .flatMap((other) => compareGlue(setting, one, other) ?? []),
    ),
    margin,
  );

/** A difference as it becomes a finding: judged by a margin, `about` something else than the score. */
export type FoundDifference = Comparison<GlueVariant> &
  Partial<Corrected> & {
    readonly margin: number;
    readonly about?: string;
  };

/** Comparisons of scores as they become findings. */
export const ofScores = (all: readonly AblationDifference[]): FoundDifference[] =>
  all.map((one) => ({ ...one, margin }));

/** Scores are equal where the interval of their difference lies within this margin. */
export const margin = 0.01;

/** A claim that all pairs are as a rule says; undefined without any. */
const claimOf =
  (rule: Rule) =>
  <One extends AblationDifference>(
    own: readonly One[],
    nameOf: (one: One) => string,
    {
      subject = 'for',
      shown = own,
    }: { subject?: string; shown?: readonly AblationDifference[] } = {},
  ): Finding | undefined =>
    own.length === 0
      ? undefined
      : {
          ...decide(own, (one) => rule(one, margin), nameOf, subject),
          evidence: shown.map((one) => evidenceOf(one.verdict, one)),
        };

/** Whether all pairs are alike; undefined for none. */
export const areAlike = claimOf(rules.alike);

/** Whether the first of each pair is no lower; undefined for none. */
export const areNoLower = claimOf(rules.noLower);
