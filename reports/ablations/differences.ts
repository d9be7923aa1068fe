import {
  compareGlue,
  corrected,
  correctionText,
  leavesOut,
  rules,
  sentenceOf,
  type GlueSetting,
  type GlueVariant,
  type Judged,
  type Rule,
} from '@singlora/comparison';
import { decide, format, sentence, table, type Finding, type Table } from '@singlora/reporting';
import { differenceColumns } from '../glue/setting-tables.ts';

/** A comparison within an ablation, corrected together with the others of its table. */
export type Compared = Judged<GlueVariant>;

/** Each of `ones` against those of the setting that `isOther` picks, corrected together. */
export const comparedIn = (
  setting: GlueSetting,
  ones: readonly GlueVariant[],
  isOther: (other: GlueVariant, one: GlueVariant) => boolean,
): Compared[] =>
  corrected(
    ones.flatMap((one) =>
      setting.variants
        .filter((other) => isOther(other, one))
        .flatMap((other) => compareGlue(setting, one, other) ?? []),
    ),
  );

/** A difference smaller than this is called none where the interval shows it. */
export const margin = 0.01;

/** A claim of two sides: its rule by the margin, and what it means in words. */
const claimOf =
  (rule: Rule, words: string) =>
  <One extends Compared>(
    own: readonly One[],
    nameOf: (one: One) => string,
    { subject = 'it is about', beside = '', shown = own } = {},
  ): Finding | undefined =>
    own.length === 0
      ? undefined
      : {
          ...decide(own, (one) => rule(one, margin), nameOf, subject),
          evidence: `${sentence(shown.map(sentenceOf))}${beside} ${words}`,
        };

/** Whether all pairs are alike; undefined for none. */
export const areAlike = claimOf(rules.alike, 'Alike means: the whole 95% interval within 1 point.');

/** Whether the first of each pair is no lower; undefined for none. */
export const areNoLower = claimOf(
  rules.noLower,
  'No lower means: higher, or the whole 95% interval above −1 point.',
);

/** Comparisons within an ablation. */
export const differencesTable = (caption: string, all: readonly Compared[]): Table =>
  table(
    caption,
    all,
    differenceColumns('± s.e., points', 'Seeds', ({ pairs }) => format.count(pairs.length)),
    {
      notes: [
        all.length > 1 && `Findings are${correctionText(all[0]?.family ?? 0)} of this experiment.`,
        leavesOut,
      ],
    },
  );
